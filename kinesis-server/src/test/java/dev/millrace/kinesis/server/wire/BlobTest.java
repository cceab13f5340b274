package dev.millrace.kinesis.server.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Base64 is decoded where it stands in the body, beside the parser. */
class BlobTest {
    private record Body(
            @Nullable String before,
            @Nullable ByteBuffer data,
            @Nullable String after) {}

    @Test
    void decodesWhatTheJdkEncodes() {
        Random random = new Random(64);
        for (int length = 0; length < 200; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            assertArrayEquals(bytes, decode(Base64.getEncoder().encodeToString(bytes)));
        }
    }

    @Test
    void whatTheJdkRefusesIsRefused() {
        Random random = new Random(65);
        String characters = "AQZaz09+/=-_ é";
        int refused = 0;
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(9);
            for (int j = 0; j < length; j++) {
                text.append(characters.charAt(random.nextInt(characters.length())));
            }
            byte[] expected = expected(text.toString());
            if (expected == null) {
                refused++;
                ServiceException refusal = assertThrows(ServiceException.class, () -> decode(text.toString()));
                assertEquals("SerializationException", refusal.type());
            } else {
                assertArrayEquals(expected, decode(text.toString()), text.toString());
            }
        }
        assertTrue(refused > 500, refused + " were refused");
    }

    private static byte @Nullable [] expected(String text) {
        if (text.length() % 4 != 0) {
            return null;
        }
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    @Test
    void escapedCharactersAreWhatTheyStandFor() {
        assertArrayEquals("a?>".getBytes(UTF_8), decode("YT\\u0038+"));
        assertArrayEquals(new byte[] {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF}, decode("\\/\\/\\/\\/"));
        ServiceException refusal = assertThrows(ServiceException.class, () -> decode("YWJj\\\"YWJj"));
        assertTrue(String.valueOf(refusal.getMessage()).contains("can not be converted to a Blob"), refusal.toString());
    }

    @Test
    void aBodyMayLieAnywhereInItsArray() {
        byte[] json = "....{\"Data\" : \"YWJj\"}....".getBytes(UTF_8);
        ByteBuffer within = ByteBuffer.wrap(json, 2, json.length - 4).slice();
        within.position(2).limit(json.length - 6);
        assertArrayEquals("abc".getBytes(UTF_8), bytes(within));
    }

    @Test
    void aTextThatDoesNotEndIsNoBody() {
        ByteBuffer json = ByteBuffer.wrap("{\"Data\":\"YWJj".getBytes(UTF_8));
        assertThrows(ServiceException.class, () -> bytes(json));
    }

    @Test
    void whatIsEncodedIsDecodedAgain() {
        byte[] data = {0, 1, 2, 3, (byte) 0x80, (byte) 0xFF};
        ByteBuffer wide = ByteBuffer.allocate(10).position(3).put(data).flip().position(3);
        ByteBuffer json = RecordShape.write(WireFormat.JSON, new Body("é\"", wide, null));
        assertEquals(
                "{\"Before\":\"é\\\"\",\"Data\":\"AAECA4D/\"}",
                UTF_8.decode(json.duplicate()).toString());
        assertArrayEquals(data, bytes(json));
    }

    private static byte[] decode(String text) {
        return bytes(ByteBuffer.wrap(
                ("{\"Before\":\"é\",\"Data\":\"" + text + "\",\"After\":\"\\u00e9\"}").getBytes(UTF_8)));
    }

    private static byte[] bytes(ByteBuffer json) {
        Body body = RecordShape.of(Body.class).read(WireFormat.JSON, json);
        ByteBuffer data = body.data();
        assertTrue(data != null && (body.after() == null || body.after().equals("é")), body.toString());
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        return bytes;
    }
}
