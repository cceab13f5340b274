package dev.millrace.kinesis.server.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.Closeable;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of one body, in order, and converts them as AWS does: what cannot be converted is a SerializationException
 * in AWS's words. Every {@code read} method consumes one value and gives null for a null.
 */
public final class WireReader implements Closeable {
    private static final String LIST_UNEXPECTED = "Start of list found where not expected";
    private static final String STRUCTURE_UNEXPECTED = "Start of structure or map found where not expected.";
    private static final String NUMBER = "class com.amazon.coral.value.json.numbers.TruncatingBigNumber";

    private static final String BASE64_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private final WireFormat format;
    private final JsonParser parser;
    private final ByteBuffer body;

    /** @param body what the parser reads, in an array */
    WireReader(WireFormat format, JsonParser parser, ByteBuffer body) {
        this.format = format;
        this.parser = parser;
        this.body = body;
    }

    @Nullable
    JsonToken next() throws IOException {
        return parser.nextToken();
    }

    /** The next member's name, or null at the end of the structure. */
    @Nullable
    String nextName() throws IOException {
        String name = parser.nextFieldName();
        if (name == null && parser.currentToken() != JsonToken.END_OBJECT) {
            // A CBOR map may have keys that are no strings, and a body may end here.
            throw ServiceException.serialization(null);
        }
        return name == null ? null : wellFormed(name);
    }

    void skipValue() throws IOException {
        parser.nextToken();
        parser.skipChildren();
    }

    /** Reads what is left, so that a body that is not well-formed is told from one with a value of the wrong type. */
    void drain() throws IOException {
        JsonToken token;
        do {
            token = parser.nextToken();
        } while (token != null);
    }

    /** Enters the structure that every body is. */
    void enterBody() throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw ServiceException.serialization(null);
        }
    }

    /** Enters a structure or map; false for a null. */
    boolean enterStructure(String scalarMessage) throws IOException {
        return enter(JsonToken.START_OBJECT, JsonToken.START_ARRAY, LIST_UNEXPECTED, scalarMessage);
    }

    /** Enters a list; false for a null. */
    boolean enterList() throws IOException {
        return enter(JsonToken.START_ARRAY, JsonToken.START_OBJECT, STRUCTURE_UNEXPECTED, "Expected list or null");
    }

    private boolean enter(JsonToken wanted, JsonToken other, String otherMessage, String scalarMessage)
            throws IOException {
        JsonToken token = parser.currentToken();
        if (token == wanted) {
            return true;
        }
        if (token == JsonToken.VALUE_NULL) {
            return false;
        }
        throw ServiceException.serialization(token == other ? otherMessage : scalarMessage);
    }

    @Nullable
    String string() throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_STRING) {
            return wellFormed(parser.getText());
        }
        requireNull(token, "an String");
        return null;
    }

    /** Half a surrogate pair is no text: it could not be written back. JSON can hold one, and damaged UTF-8 may be decoded to one. */
    private static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    throw ServiceException.serialization(null);
                }
                i++;
            }
        }
        return text;
    }

    @Nullable
    Boolean bool() throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
            return token == JsonToken.VALUE_TRUE;
        }
        if (token == JsonToken.VALUE_STRING) {
            String text = parser.getText().toUpperCase(Locale.ROOT);
            return switch (text) {
                case "TRUE", "YES", "1" -> true;
                case "FALSE", "NO", "0" -> false;
                default -> throw ServiceException.serialization("'" + text + "' can not be converted to an Boolean");
            };
        }
        requireNull(token, "an Boolean");
        return null;
    }

    /** A whole number: fractions are cut off and what is too large is the largest, as in AWS. */
    @Nullable
    Long number(String type, long min, long max) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NUMBER_FLOAT) {
            return Math.max(min, Math.min(max, (long) Math.floor(parser.getDoubleValue())));
        }
        if (token == JsonToken.VALUE_NUMBER_INT) {
            BigInteger big = parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                    ? parser.getBigIntegerValue()
                    : BigInteger.valueOf(parser.getLongValue());
            return big.bitLength() < 64
                    ? Long.valueOf(Math.max(min, Math.min(max, big.longValue())))
                    : Long.valueOf(big.signum() < 0 ? min : max);
        }
        requireNull(token, "an " + type);
        return null;
    }

    /** A timestamp: seconds with a fraction in JSON, integer milliseconds in CBOR. */
    @Nullable
    Instant timestamp() throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
            double value = parser.getDoubleValue();
            return Instant.ofEpochMilli(Math.round(format == WireFormat.JSON ? value * 1000 : value));
        }
        if (token == JsonToken.VALUE_STRING) {
            throw ServiceException.serialization(
                    "class java.lang.String can not be converted to milliseconds since epoch");
        }
        requireNull(token, "milliseconds since epoch");
        return null;
    }

    @Nullable
    ByteBuffer blob() throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_EMBEDDED_OBJECT && parser.getEmbeddedObject() instanceof byte[] bytes) {
            return ByteBuffer.wrap(bytes);
        }
        if (token == JsonToken.VALUE_STRING) {
            if (format == WireFormat.CBOR) {
                throw ServiceException.serialization("class java.lang.String can not be converted to a Blob");
            }
            return ByteBuffer.wrap(base64());
        }
        requireNull(token, "a Blob");
        return null;
    }

    /**
     * Decodes the text where it stands in the body, since each record put comes this way: the parser stops behind a text's opening quote and would copy
     * the text first. What isn't as it should be is left to the slow way, which tells why.
     */
    private byte[] base64() throws IOException {
        int start = body.position() + (int) parser.currentLocation().getByteOffset();
        int end = start;
        while (end < body.limit() && body.get(end) != '"') {
            end++;
        }
        if ((end - start) % 4 == 0) {
            try {
                return Base64.getDecoder()
                        .decode(body.slice(start, end - start))
                        .array();
            } catch (IllegalArgumentException seenBelow) {
                return base64Slowly();
            }
        }
        return base64Slowly();
    }

    private byte[] base64Slowly() throws IOException {
        String text = parser.getText();
        if (text.length() % 4 != 0) {
            throw notBase64(
                    text, "Base64 encoded length is expected a multiple of 4 bytes but found: " + text.length());
        }
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                boolean padding = c == '=' && i >= text.length() - 2;
                if (!padding && BASE64_ALPHABET.indexOf(c) < 0) {
                    throw notBase64(text, "Invalid Base64 character: '" + c + "'");
                }
            }
            throw notBase64(text, "Invalid last non-pad Base64 character dectected");
        }
    }

    private static ServiceException notBase64(String text, String why) {
        return ServiceException.serialization("'" + text + "' can not be converted to a Blob: " + why);
    }

    private static void requireNull(@Nullable JsonToken token, String target) {
        if (token == JsonToken.VALUE_NULL) {
            return;
        }
        if (token == JsonToken.START_ARRAY) {
            throw ServiceException.serialization(LIST_UNEXPECTED);
        }
        if (token == JsonToken.START_OBJECT) {
            throw ServiceException.serialization(STRUCTURE_UNEXPECTED);
        }
        if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
            throw ServiceException.serialization("class java.lang.Boolean can not be converted to " + target);
        }
        if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
            throw ServiceException.serialization(NUMBER + " can not be converted to " + target);
        }
        if (token == JsonToken.VALUE_STRING) {
            throw ServiceException.serialization("class java.lang.String can not be converted to " + target);
        }
        throw ServiceException.serialization(null);
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
