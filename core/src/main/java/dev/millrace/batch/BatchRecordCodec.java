package dev.millrace.batch;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.batch.BatchRecord.Claim;
import dev.millrace.batch.BatchRecord.Done;
import dev.millrace.batch.BatchRecord.Fences;
import dev.millrace.batch.BatchRecord.Published;
import dev.millrace.batch.BatchRecord.Registered;
import dev.millrace.batch.BatchRecord.Registry;
import dev.millrace.batch.BatchRecord.Seal;
import dev.millrace.batch.BatchRecord.SealedSource;
import dev.millrace.batch.BatchRecord.SinkOutputs;
import dev.millrace.batch.BatchRecord.Summary;
import dev.millrace.batch.BatchRecord.Totals;
import dev.millrace.connector.LogRange;
import dev.millrace.connector.Position;
import dev.millrace.connector.StagedOutput;
import dev.millrace.storage.StateFile;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The bytes of an object of the batch log: magic {@code MRBL}, version, then records, each with type and length. Golden
 * bytes in a test pin them: an older checkpoint must stay readable. An object is of the lowest version that has all its
 * records: 2 brought the totals of accumulators, 3 the fences, 4 the seals of batches that are done in groups.
 */
final class BatchRecordCodec {
    static final int MAGIC = 0x4d52424c;
    static final int VERSION = 4;

    private static final int VERSION_OF_FENCES = 3;
    private static final int VERSION_OF_TOTALS = 2;
    private static final int VERSION_OF_THE_OTHERS = 1;

    private static final int CLAIM = 1;
    private static final int REGISTRY = 2;
    private static final int SEAL = 3;
    private static final int DONE = 4;
    private static final int SUMMARY = 5;
    private static final int PUBLISHED = 6;
    private static final int TOTALS = 7;
    private static final int FENCES = 8;
    private static final int GROUPED_SEAL = 9;

    private final RecordWriter writer = new RecordWriter();

    /** The bytes, valid until the next call. */
    ByteBuffer encode(List<BatchRecord> records) {
        int version = VERSION_OF_THE_OTHERS;
        for (BatchRecord record : records) {
            version = Math.max(version, versionOf(record));
        }
        writer.clear().putInt(MAGIC).putShort(version);
        for (BatchRecord record : records) {
            writer.putByte(typeOf(record));
            int lengthAt = writer.length();
            writer.putInt(0);
            write(record);
            writer.setInt(lengthAt, writer.length() - lengthAt - Integer.BYTES);
        }
        return writer.written();
    }

    static List<BatchRecord> decode(ByteBuffer bytes, String object) {
        RecordReader reader = new RecordReader(bytes, object);
        if (reader.getInt() != MAGIC) {
            throw reader.corrupt("this is no object of a batch log", null);
        }
        int version = reader.getShort();
        if (version > VERSION) {
            throw new MillraceException(
                    Kind.CONFIGURATION,
                    "checkpoint object '" + object + "' has format version " + version + ", this Millrace reads up to "
                            + VERSION + ": use the newer version that wrote it");
        }
        List<BatchRecord> records = new ArrayList<>();
        while (!reader.isAtEnd()) {
            int type = reader.getByte();
            int length = reader.getInt();
            int begin = reader.position();
            records.add(read(type, reader));
            if (reader.position() - begin != length) {
                throw reader.corrupt("a record of type " + type + " is not " + length + " bytes long", null);
            }
        }
        return records;
    }

    private static int versionOf(BatchRecord record) {
        if (record instanceof Seal seal && seal.isGrouped()) {
            return VERSION;
        }
        return record instanceof Fences
                ? VERSION_OF_FENCES
                : record instanceof Totals ? VERSION_OF_TOTALS : VERSION_OF_THE_OTHERS;
    }

    private static int typeOf(BatchRecord record) {
        if (record instanceof Claim) {
            return CLAIM;
        } else if (record instanceof Registry) {
            return REGISTRY;
        } else if (record instanceof Seal seal) {
            return seal.isGrouped() ? GROUPED_SEAL : SEAL;
        } else if (record instanceof Totals) {
            return TOTALS;
        } else if (record instanceof Fences) {
            return FENCES;
        } else {
            return record instanceof Done ? DONE : record instanceof Published ? PUBLISHED : SUMMARY;
        }
    }

    private void write(BatchRecord record) {
        if (record instanceof Claim claim) {
            writer.putLong(claim.epoch());
        } else if (record instanceof Registry registry) {
            writeRegistry(registry);
        } else if (record instanceof Seal seal) {
            writeSeal(seal);
        } else if (record instanceof Done done) {
            writeDone(done);
        } else if (record instanceof Published published) {
            writer.putLong(published.batch());
        } else if (record instanceof Totals totals) {
            writeTotals(totals);
        } else if (record instanceof Fences fences) {
            writer.putInt(fences.numbers().size());
            fences.numbers().forEach(writer::putLong);
        }
    }

    private static BatchRecord read(int type, RecordReader reader) {
        return switch (type) {
            case CLAIM -> new Claim(reader.getLong());
            case REGISTRY -> readRegistry(reader);
            case SEAL -> readSeal(reader, false);
            case GROUPED_SEAL -> readSeal(reader, true);
            case DONE -> readDone(reader);
            case SUMMARY -> new Summary();
            case PUBLISHED -> new Published(reader.getLong());
            case TOTALS -> readTotals(reader);
            case FENCES -> new Fences(reader.getList(reader::getLong));
            default -> throw reader.corrupt("unknown record type " + type, null);
        };
    }

    private void writeRegistry(Registry registry) {
        writer.putText(registry.appName()).putLong(registry.intervalNanos()).putInt(registry.keyGroups());
        writer.putInt(registry.names().size());
        for (Registered name : registry.names()) {
            writer.putByte(name.kind().code()).putText(name.name());
            writer.putByte(name.named() ? 1 : 0).putText(name.identity());
        }
        writer.putInt(registry.positions().size());
        registry.positions().forEach((source, logs) -> {
            writer.putText(source).putInt(logs.size());
            // Sorted, so that equal positions are equal bytes.
            new TreeMap<>(logs).forEach((log, position) -> writer.putText(log).putBytes(position.toBytes()));
        });
    }

    private static Registry readRegistry(RecordReader reader) {
        String appName = reader.getText();
        long intervalNanos = reader.getLong();
        int keyGroups = reader.getInt();
        List<Registered> names = reader.getList(() -> new Registered(
                kind(reader, Registered.Kind.SOURCE, Registered.Kind.OPERATOR, Registered.Kind.SINK),
                reader.getText(),
                reader.getByte() == 1,
                reader.getText()));
        Map<String, Map<String, Position>> positions = new LinkedHashMap<>();
        int sources = reader.getInt();
        for (int i = 0; i < sources; i++) {
            Map<String, Position> logs = positions.computeIfAbsent(reader.getText(), source -> new LinkedHashMap<>());
            int size = reader.getInt();
            for (int j = 0; j < size; j++) {
                logs.put(reader.getText(), Position.ofBytes(reader.getBytes()));
            }
        }
        return new Registry(appName, intervalNanos, keyGroups, names, positions);
    }

    private void writeSeal(Seal seal) {
        writer.putLong(seal.batch());
        writeTime(seal.time());
        writer.putLong(seal.epoch()).putLong(seal.watermark());
        writer.putInt(seal.defaultPartitions()).putLong(seal.fingerprint());
        if (seal.isGrouped()) {
            writer.putLong(seal.group());
        }
        writer.putInt(seal.sources().size());
        for (SealedSource source : seal.sources()) {
            writer.putText(source.source())
                    .putInt(source.splits())
                    .putInt(source.ranges().size());
            for (LogRange range : source.ranges()) {
                writer.putText(range.log());
                writer.putBytes(range.from().toBytes()).putBytes(range.until().toBytes());
            }
        }
    }

    private static Seal readSeal(RecordReader reader, boolean isGrouped) {
        return new Seal(
                reader.getLong(),
                readTime(reader),
                reader.getLong(),
                reader.getLong(),
                reader.getInt(),
                reader.getLong(),
                isGrouped ? reader.getLong() : 0,
                reader.getList(() -> new SealedSource(
                        reader.getText(),
                        reader.getInt(),
                        reader.getList(() -> new LogRange(
                                reader.getText(),
                                Position.ofBytes(reader.getBytes()),
                                Position.ofBytes(reader.getBytes()))))));
    }

    private void writeTotals(Totals totals) {
        writer.putInt(totals.byName().size());
        totals.byName().forEach((name, bytes) -> {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            writer.putText(name).putBytes(copy);
        });
    }

    private static Totals readTotals(RecordReader reader) {
        Map<String, ByteBuffer> byName = new LinkedHashMap<>();
        int size = reader.getInt();
        for (int i = 0; i < size; i++) {
            byName.put(reader.getText(), ByteBuffer.wrap(reader.getBytes()));
        }
        return new Totals(byName);
    }

    private void writeDone(Done done) {
        writer.putLong(done.batch());
        writeTime(done.time());
        writer.putLong(done.epoch()).putInt(done.stateFiles().size());
        for (StateFile file : done.stateFiles()) {
            writer.putText(file.operator())
                    .putByte(file.kind() == StateFile.Kind.DELTA ? 0 : 1)
                    .putLong(file.batch());
            writer.putInt(file.firstKeyGroup()).putInt(file.lastKeyGroup());
            writer.putText(file.object()).putLong(file.length()).putInt(file.checksum());
        }
        writer.putInt(done.outputs().size());
        for (SinkOutputs sink : done.outputs()) {
            writer.putText(sink.sink()).putInt(sink.outputs().size());
            for (StagedOutput output : sink.outputs()) {
                writer.putInt(output.partition()).putText(output.name());
                writer.putLong(output.length()).putInt(output.checksum()).putLong(output.records());
            }
        }
    }

    private static Done readDone(RecordReader reader) {
        return new Done(
                reader.getLong(),
                readTime(reader),
                reader.getLong(),
                reader.getList(() -> new StateFile(
                        reader.getText(),
                        kind(reader, StateFile.Kind.DELTA, StateFile.Kind.SNAPSHOT),
                        reader.getLong(),
                        reader.getInt(),
                        reader.getInt(),
                        reader.getText(),
                        reader.getLong(),
                        reader.getInt())),
                reader.getList(() -> new SinkOutputs(
                        reader.getText(),
                        reader.getList(() -> new StagedOutput(
                                reader.getInt(),
                                reader.getText(),
                                reader.getLong(),
                                reader.getInt(),
                                reader.getLong())))));
    }

    private void writeTime(Instant time) {
        writer.putLong(time.getEpochSecond()).putInt(time.getNano());
    }

    private static Instant readTime(RecordReader reader) {
        return Instant.ofEpochSecond(reader.getLong(), reader.getInt());
    }

    @SafeVarargs
    private static <E> E kind(RecordReader reader, E... kinds) {
        int code = reader.getByte();
        if (code >= kinds.length) {
            throw reader.corrupt("unknown kind " + code, null);
        }
        return kinds[code];
    }
}
