package dev.millrace.kinesis.server.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Base64;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class Base64TextTest {
    private static byte @Nullable [] decode(String text) {
        String padded = "?" + text + "?";
        return Base64Text.decode(padded.toCharArray(), 1, text.length());
    }

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
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(9);
            for (int j = 0; j < length; j++) {
                text.append(characters.charAt(random.nextInt(characters.length())));
            }
            byte[] expected;
            try {
                expected = text.length() % 4 == 0 ? Base64.getDecoder().decode(text.toString()) : null;
            } catch (IllegalArgumentException e) {
                expected = null;
            }
            if (expected == null) {
                assertNull(decode(text.toString()), text.toString());
            } else {
                assertArrayEquals(expected, decode(text.toString()), text.toString());
            }
        }
    }
}
