package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.Channel;
import dev.millrace.kinesis.server.store.ChannelStatus;
import dev.millrace.kinesis.server.store.ReadLimits;
import dev.millrace.kinesis.server.store.ReadResult;
import dev.millrace.kinesis.server.store.Shard;
import dev.millrace.kinesis.server.store.StoredRecord;
import dev.millrace.kinesis.server.store.Stream;
import dev.millrace.kinesis.server.wire.Json;
import dev.millrace.log.LogException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * Delivers what channels are for: objects in a directory that is laid out as S3 is, bucket and key. An object is synced and renamed into its place before
 * the channel's position is stored, under a name that a repetition has too, so that a crash leaves nothing out and nothing twice. One thread calls it.
 */
public final class ChannelDelivery {
    private static final System.Logger LOGGER = System.getLogger(ChannelDelivery.class.getName());
    private static final int RECORDS_MAX = 100_000;
    private static final long BYTES_MAX = 8 << 20;
    private static final long DAMAGED_AGAIN_MILLIS = 60_000;

    private final Backend backend;
    private final Path directory;
    /** When a shard is looked at again: its oldest record that isn't delivered is due then. */
    private final Map<Key, Long> dueMillis = new HashMap<>();

    private record Key(String channelId, int shard) {}

    public ChannelDelivery(Backend backend, Path directory) {
        this.backend = backend;
        this.directory = directory;
    }

    /** Delivers what is due by now. */
    public void deliver() {
        for (Channel channel : backend.store().channels().all()) {
            Channel.Identity identity = channel.identity();
            Stream stream = backend.store().find(identity.stream());
            if (channel.status() == ChannelStatus.ACTIVE
                    && stream != null
                    && stream.createdMillis() == identity.streamCreatedMillis()) {
                deliver(channel, stream);
            }
        }
    }

    private void deliver(Channel channel, Stream stream) {
        ChannelDefinition definition = ChannelDefinition.of(channel);
        String obstacle = obstacle(definition);
        if (obstacle != null) {
            backend.store()
                    .channels()
                    .change(
                            channel.name(),
                            (current, nowMillis) -> current == null ? channel : current.failed(obstacle));
            return;
        }
        for (Shard shard : stream.shards().all()) {
            Key key = new Key(channel.identity().id(), shard.index());
            // A shard that ended before the channel began has nothing for it.
            boolean concerned = channel.positions().containsKey(shard.index())
                    || shard.openedMillis() >= channel.identity().createdMillis();
            if (concerned && dueMillis.getOrDefault(key, 0L) <= backend.clock().millis()) {
                dueMillis.put(key, deliverUnlessDamaged(channel, definition, stream, shard));
            }
        }
    }

    /** A shard that can't be read is asked again later, and holds up no other. */
    private long deliverUnlessDamaged(Channel channel, ChannelDefinition definition, Stream stream, Shard shard) {
        try {
            return deliver(channel, definition, stream, shard);
        } catch (LogException e) {
            backend.store().logFailure("Channel " + channel.name() + " met a failure of the storage", e);
            return backend.clock().millis() + DAMAGED_AGAIN_MILLIS;
        }
    }

    private static @org.jspecify.annotations.Nullable String obstacle(ChannelDefinition definition) {
        ChannelDefinition.S3Destination s3 = definition.s3DestinationConfiguration();
        if (s3 == null) {
            return "This server delivers to general purpose buckets only.";
        }
        if (definition.recordConfiguration().recordFormatType().equals("GSR_JSON")) {
            return "This server knows no schema registry.";
        }
        return s3.storageConfiguration().compressionType().equals("ZSTD") ? "This server has no Zstandard." : null;
    }

    /** Delivers a shard's records in objects of some megabytes; gives the time when the next are due. */
    private long deliver(Channel channel, ChannelDefinition definition, Stream stream, Shard shard) {
        long position = channel.positions().getOrDefault(shard.index(), 0L);
        ChannelDefinition.S3Destination s3 = java.util.Objects.requireNonNull(definition.s3DestinationConfiguration());
        Integer seconds = s3.dataFreshnessInSeconds();
        long freshMillis = seconds == null ? 0 : seconds * 1000L;
        while (true) {
            long nowMillis = backend.clock().millis();
            ReadLimits limits = new ReadLimits(RECORDS_MAX, BYTES_MAX, nowMillis - stream.retentionMillis());
            ReadResult read = backend.store().read(stream, shard, position, limits);
            if (read.records().isEmpty()) {
                return 0;
            }
            long oldestDue = read.records().get(0).arrivalMillis() + freshMillis;
            if (read.atTip() && shard.isOpen() && oldestDue > nowMillis) {
                return oldestDue;
            }
            new Batch(channel, definition.recordConfiguration().recordFormatType(), s3).write(shard, read);
            position = read.nextPosition();
            long reached = position;
            backend.store()
                    .channels()
                    .change(
                            channel.name(),
                            (current, now) -> current == null ? channel : current.withPosition(shard.index(), reached));
        }
    }

    /** Records that become one object, and one more of those that aren't what they should be. */
    private final class Batch {
        private final Channel channel;
        private final String format;
        private final ChannelDefinition.S3Destination s3;

        Batch(Channel channel, String format, ChannelDefinition.S3Destination s3) {
            this.channel = channel;
            this.format = format;
            this.s3 = s3;
        }

        void write(Shard shard, ReadResult read) {
            ByteArrayOutputStream good = new ByteArrayOutputStream();
            ByteArrayOutputStream bad = new ByteArrayOutputStream();
            for (StoredRecord record : read.records()) {
                ByteBuffer data = record.data();
                int offset = data.arrayOffset() + data.position();
                boolean fits = !format.equals("JSON") || Json.isJson(data.array(), offset, data.remaining());
                ByteArrayOutputStream out = fits ? good : bad;
                out.write(data.array(), offset, data.remaining());
                if (!format.equals("BYTE_ARRAY")) {
                    out.write('\n');
                }
            }
            StoredRecord first = read.records().get(0);
            ObjectKeys.Place place = new ObjectKeys.Place(
                    channel.name(),
                    channel.identity().id(),
                    channel.identity().stream(),
                    shard.id(),
                    shard.sequenceNumber(first.position(), first.arrivalMillis())
                            .toString());
            ChannelDefinition.Storage storage = s3.storageConfiguration();
            String key =
                    ObjectKeys.key(storage.outputKeyTemplate(), place, Instant.ofEpochMilli(first.arrivalMillis()));
            try {
                if (good.size() > 0) {
                    put(storage.bucketARN(), key, good);
                }
                ChannelDefinition.DeadLetterQueue letters = s3.deadLetterQueueS3Configuration();
                if (bad.size() > 0 && letters != null) {
                    String prefix = letters.errorOutputPrefix();
                    put(letters.bucketARN(), (prefix == null ? "" : prefix) + key, bad);
                }
            } catch (IOException e) {
                LOGGER.log(System.Logger.Level.ERROR, "Channel " + channel.name() + " could not deliver", e);
                throw new UncheckedIOException(e);
            }
        }

        private void put(String bucketArn, String key, ByteArrayOutputStream content) throws IOException {
            boolean zipped = s3.storageConfiguration().compressionType().equals("GZIP");
            Path bucket = directory.resolve(bucketArn.substring(bucketArn.lastIndexOf(':') + 1));
            Path target = bucket.resolve(zipped ? key + ".gz" : key).normalize();
            if (!target.startsWith(bucket)) {
                throw new IOException("The key " + key + " leads out of its bucket");
            }
            Files.createDirectories(target.resolveSibling("x").getParent());
            Path temporary = target.resolveSibling(target.getFileName() + ".part");
            ByteArrayOutputStream bytes = content;
            if (zipped) {
                bytes = new ByteArrayOutputStream();
                try (OutputStream out = new GZIPOutputStream(bytes)) {
                    content.writeTo(out);
                }
            }
            try (FileChannel file = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer left = ByteBuffer.wrap(bytes.toByteArray());
                while (left.hasRemaining()) {
                    file.write(left);
                }
                file.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
