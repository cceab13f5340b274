package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.wire.ServiceException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.function.Predicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Makes and checks what clients carry about for the server: shard iterators and next tokens. Signed, so that nobody makes their own; good for 300 s. */
public final class Tokens {
    static final long LIFETIME_MILLIS = 300_000;

    private static final String ALGORITHM = "HmacSHA256";
    private static final int SIGNATURE_BYTES = 16;
    private static final long VERSION = 1;
    private static final DateTimeFormatter AWS_TIME = DateTimeFormatter.ofPattern(
                    "EEE MMM dd HH:mm:ss 'UTC' yyyy", Locale.US)
            .withZone(ZoneOffset.UTC);

    private final SecretKeySpec key;

    public Tokens(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /** Where a reader stands in a shard. */
    record Iterator(String stream, long streamCreatedMillis, int shard, long position, long issuedMillis) {
        /** Checks the age; called before anything is looked up. */
        void checkAge(long nowMillis) {
            if (nowMillis - issuedMillis > LIFETIME_MILLIS) {
                throw ServiceException.client(
                        "ExpiredIteratorException",
                        "Iterator expired. The iterator was created at time " + awsTime(issuedMillis)
                                + " while right now it is " + awsTime(nowMillis)
                                + " which is further in the future than the tolerated delay of " + LIFETIME_MILLIS
                                + " milliseconds.");
            }
        }
    }

    /** Where a list goes on: after a stream, or after a shard of it. The filter also says what kind of list it is. */
    record Page(
            String stream,
            long streamCreatedMillis,
            int lastShard,
            String filter,
            long filterMillis,
            long issuedMillis) {
        void checkAge(long nowMillis) {
            if (nowMillis - issuedMillis > LIFETIME_MILLIS) {
                throw ServiceException.client(
                        "ExpiredNextTokenException",
                        "NextToken expired. The token was created at time " + awsTime(issuedMillis)
                                + " while right now it is " + awsTime(nowMillis) + ".");
            }
        }
    }

    String of(Iterator iterator) {
        byte[] name = iterator.stream.getBytes(StandardCharsets.UTF_8);
        return sign(ByteBuffer.allocate(5 * Long.BYTES + name.length)
                .putLong(VERSION)
                .putLong(iterator.issuedMillis)
                .putLong(iterator.streamCreatedMillis)
                .putLong(iterator.shard)
                .putLong(iterator.position)
                .put(name)
                .array());
    }

    /** Reads an iterator; an error in AWS's words if we didn't make it. Quotes around it, as shells leave them, are no error. */
    Iterator iterator(String token) {
        boolean quoted = token.length() > 2 && token.startsWith("\"") && token.endsWith("\"");
        ByteBuffer in = verify(quoted ? token.substring(1, token.length() - 1) : token);
        if (in == null || in.getLong() != VERSION) {
            throw ServiceException.invalidArgument("Invalid ShardIterator.");
        }
        long issuedMillis = in.getLong();
        long createdMillis = in.getLong();
        int shard = (int) in.getLong();
        long position = in.getLong();
        return new Iterator(rest(in), createdMillis, shard, position, issuedMillis);
    }

    String of(Page page) {
        byte[] text = (page.filter + "/" + page.stream).getBytes(StandardCharsets.UTF_8);
        return sign(ByteBuffer.allocate(5 * Long.BYTES + text.length)
                .putLong(-VERSION)
                .putLong(page.issuedMillis)
                .putLong(page.streamCreatedMillis)
                .putLong(page.lastShard)
                .putLong(page.filterMillis)
                .put(text)
                .array());
    }

    /** Reads a next token if it is for the right kind of list. */
    Page page(String token, Predicate<String> kind) {
        ByteBuffer in = verify(token);
        if (in == null || in.getLong() != -VERSION) {
            throw ServiceException.invalidArgument("Invalid NextToken.");
        }
        long issuedMillis = in.getLong();
        long createdMillis = in.getLong();
        int lastShard = (int) in.getLong();
        long filterMillis = in.getLong();
        String text = rest(in);
        int slash = text.indexOf('/');
        String filter = text.substring(0, slash);
        if (!kind.test(filter)) {
            throw ServiceException.invalidArgument("Invalid NextToken.");
        }
        return new Page(text.substring(slash + 1), createdMillis, lastShard, filter, filterMillis, issuedMillis);
    }

    private static String awsTime(long millis) {
        return AWS_TIME.format(Instant.ofEpochMilli(millis));
    }

    private static String rest(ByteBuffer in) {
        return StandardCharsets.UTF_8.decode(in).toString();
    }

    private String sign(byte[] payload) {
        byte[] token = Arrays.copyOf(payload, payload.length + SIGNATURE_BYTES);
        System.arraycopy(signature(payload), 0, token, payload.length, SIGNATURE_BYTES);
        return Base64.getEncoder().encodeToString(token);
    }

    private @Nullable ByteBuffer verify(String token) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(token);
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
        if (bytes.length <= SIGNATURE_BYTES) {
            return null;
        }
        byte[] payload = Arrays.copyOf(bytes, bytes.length - SIGNATURE_BYTES);
        byte[] given = Arrays.copyOfRange(bytes, payload.length, bytes.length);
        byte[] expected = Arrays.copyOf(signature(payload), SIGNATURE_BYTES);
        return MessageDigest.isEqual(given, expected) ? ByteBuffer.wrap(payload) : null;
    }

    private byte[] signature(byte[] payload) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(payload);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has " + ALGORITHM, e);
        }
    }
}
