package dev.millrace.connector.kinesis.kcl;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import software.amazon.kinesis.retrieval.kpl.Messages.AggregatedRecord;
import software.amazon.kinesis.retrieval.kpl.Messages.Record;

/** Writes aggregates as a producer does, with the classes that the KCL reads them by. */
final class Aggregates {
    private static final byte[] MAGIC = {(byte) 0xF3, (byte) 0x89, (byte) 0x9A, (byte) 0xC2};

    private Aggregates() {}

    static byte[] of(String key, String... values) {
        AggregatedRecord.Builder aggregate = AggregatedRecord.newBuilder().addPartitionKeyTable(key);
        aggregate.addExplicitHashKeyTable("0");
        for (String value : values) {
            aggregate.addRecords(Record.newBuilder()
                    .setPartitionKeyIndex(0)
                    .setExplicitHashKeyIndex(0)
                    .setData(ByteString.copyFrom(value.getBytes(UTF_8))));
        }
        byte[] body = aggregate.build().toByteArray();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(MAGIC);
        all.writeBytes(body);
        all.writeBytes(md5(body));
        return all.toByteArray();
    }

    private static byte[] md5(byte[] body) {
        try {
            return MessageDigest.getInstance("MD5").digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
