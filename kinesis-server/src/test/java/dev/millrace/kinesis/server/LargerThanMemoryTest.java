package dev.millrace.kinesis.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** A stream several times as large as the server's memory is taken, read from end to end, and costs no start anything. */
@Timeout(600)
class LargerThanMemoryTest {
    private static final String STREAM = "large";
    private static final int MEMORY_MIB = 64;
    private static final int STORED_MIB = 4 * MEMORY_MIB;
    private static final int RECORD_BYTES = 1 << 18;
    private static final int RECORDS_OF_A_CALL = 16;
    private static final int RECORDS = STORED_MIB * 1024 * 1024 / RECORD_BYTES;

    @TempDir
    private Path directory;

    private ChildServer start(String data) throws Exception {
        return ChildServer.start(
                MEMORY_MIB, "--data", directory.resolve(data).toString(), "--state-delay", "0", "--sync", "os");
    }

    @Test
    void aStreamOfFourTimesTheMemoryIsTakenAndReadAndReadsNoMoreAtItsStartThanAnEmptyOne() throws Exception {
        try (ChildServer server = start("data");
                KinesisClient kinesis = SdkClients.SYNC_HTTP_1.connect(server.endpoint())) {
            kinesis.createStream(b -> b.streamName(STREAM).shardCount(1));
            put(kinesis);
            assertEquals(RECORDS, read(kinesis), "read by the process that took it");
            server.kill();
        }
        assertTrue(stored() > (long) STORED_MIB << 20);

        long full = bytesReadByAStart("data");
        long empty = bytesReadByAStart("empty");
        assertTrue(full < empty + STORED_MIB * 1024L * 1024 / 8, "read " + full + " bytes, an empty one " + empty);

        try (ChildServer server = start("data");
                KinesisClient kinesis = SdkClients.SYNC_HTTP_1.connect(server.endpoint())) {
            assertEquals(RECORDS, read(kinesis), "read by another one");
        }
    }

    /** Its classes included; 0 where /proc doesn't show it, so that the test goes on. */
    private long bytesReadByAStart(String data) throws Exception {
        try (ChildServer server = start(data)) {
            Path counters = Path.of("/proc", Long.toString(server.process().pid()), "io");
            if (!Files.isReadable(counters)) {
                return 0;
            }
            Matcher read = Pattern.compile("(?m)^rchar: (\\d+)$").matcher(Files.readString(counters));
            assertTrue(read.find());
            return Long.parseLong(read.group(1));
        }
    }

    private long stored() throws Exception {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    /** Records that don't compress, of which each begins with its number. */
    private static void put(KinesisClient kinesis) {
        byte[] data = new byte[RECORD_BYTES];
        new Random(1).nextBytes(data);
        for (int first = 0; first < RECORDS; first += RECORDS_OF_A_CALL) {
            List<PutRecordsRequestEntry> entries = new ArrayList<>();
            for (int number = first; number < first + RECORDS_OF_A_CALL; number++) {
                java.nio.ByteBuffer.wrap(data).putInt(number);
                entries.add(PutRecordsRequestEntry.builder()
                        .partitionKey("k")
                        .data(SdkBytes.fromByteArray(data))
                        .build());
            }
            assertEquals(
                    0,
                    kinesis.putRecords(b -> b.streamName(STREAM).records(entries))
                            .failedRecordCount());
        }
    }

    private static int read(KinesisClient kinesis) {
        String iterator = kinesis.getShardIterator(b -> b.streamName(STREAM)
                        .shardId("shardId-000000000000")
                        .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .shardIterator();
        int next = 0;
        while (true) {
            String from = iterator;
            GetRecordsResponse reply = kinesis.getRecords(b -> b.shardIterator(from));
            for (var record : reply.records()) {
                assertEquals(next++, record.data().asByteBuffer().getInt());
            }
            if (reply.millisBehindLatest() == 0) {
                return next;
            }
            iterator = reply.nextShardIterator();
        }
    }
}
