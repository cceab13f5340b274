package dev.millrace.benchmarks.kinesis;

import dev.millrace.benchmarks.input.Digest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The records of one call: their keys, and data of 200 random bytes in Base64. */
record CallRecords(List<String> keys, List<String> data) {
    private static final int RECORD_BYTES = 200;
    private static final int KEYS = 100_000;
    private static final Pattern KEY = Pattern.compile("\"PartitionKey\":\"([^\"]+)\"");
    private static final Pattern DATA = Pattern.compile("\"Data\":\"([^\"]+)\"");

    static CallRecords random(Random random, int size) {
        List<String> keys = new ArrayList<>();
        List<String> data = new ArrayList<>();
        byte[] bytes = new byte[RECORD_BYTES];
        for (int i = 0; i < size; i++) {
            random.nextBytes(bytes);
            keys.add("key-" + random.nextInt(KEYS));
            data.add(Base64.getEncoder().encodeToString(bytes));
        }
        return new CallRecords(List.copyOf(keys), List.copyOf(data));
    }

    int size() {
        return keys.size();
    }

    /** The body of PutRecords. */
    String request(String stream) {
        StringBuilder body = new StringBuilder("{\"StreamName\":\"" + stream + "\",\"Records\":[");
        for (int i = 0; i < keys.size(); i++) {
            body.append(i == 0 ? "" : ",")
                    .append("{\"PartitionKey\":\"")
                    .append(keys.get(i))
                    .append("\",\"Data\":\"")
                    .append(data.get(i))
                    .append("\"}");
        }
        return body.append("]}").toString();
    }

    /** Of keys and data, in whatever order. */
    String hash() {
        Digest digest = new Digest();
        keys.forEach(key -> add(digest, "key", key));
        data.forEach(each -> add(digest, "data", each));
        return digest.hash();
    }

    /** The same of what replies of GetRecords hold, one after the other. */
    static String hash(CharSequence replies) {
        Digest digest = new Digest();
        for (Matcher key = KEY.matcher(replies); key.find(); ) {
            add(digest, "key", key.group(1));
        }
        for (Matcher data = DATA.matcher(replies); data.find(); ) {
            add(digest, "data", data.group(1));
        }
        return digest.hash();
    }

    private static void add(Digest digest, String kind, String value) {
        digest.add(kind.hashCode(), value.hashCode());
    }
}
