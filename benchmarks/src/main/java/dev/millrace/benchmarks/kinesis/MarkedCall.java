package dev.millrace.benchmarks.kinesis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.List;

/** A request of PutRecords one record of which says by its key which call it was. */
final class MarkedCall {
    static final String PREFIX = "m-";
    private static final String UNNUMBERED = PREFIX + "00000000";

    private final byte[] request;
    private final int numberEnd;

    MarkedCall(CallRecords records, String stream) {
        List<String> keys = new ArrayList<>(records.keys());
        keys.set(0, UNNUMBERED);
        this.request = Connection.request("PutRecords", new CallRecords(keys, records.data()).request(stream));
        this.numberEnd = new String(request, US_ASCII).indexOf(UNNUMBERED) + UNNUMBERED.length();
    }

    /** A copy of it for one call. */
    byte[] numbered(int number) {
        byte[] copy = request.clone();
        int at = numberEnd;
        for (int rest = number; rest > 0; rest /= 10) {
            copy[--at] = (byte) ('0' + rest % 10);
        }
        return copy;
    }
}
