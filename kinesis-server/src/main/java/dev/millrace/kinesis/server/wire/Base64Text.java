package dev.millrace.kinesis.server.wire;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Base64 out of characters, without the copies that the JDK's decoder needs: each record put comes this way. */
final class Base64Text {
    private static final byte[] VALUES = new byte[128];

    static {
        Arrays.fill(VALUES, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) {
            VALUES[alphabet.charAt(i)] = (byte) i;
        }
    }

    private Base64Text() {}

    /** The bytes; null if the text isn't Base64 with its padding. */
    static byte @Nullable [] decode(char[] text, int offset, int length) {
        if (length % 4 != 0) {
            return null;
        }
        int padding = padding(text, offset, length);
        byte[] bytes = new byte[length / 4 * 3 - padding];
        int at = 0;
        int wrong = 0;
        int full = offset + (padding == 0 ? length : length - 4);
        for (int i = offset; i < full; i += 4) {
            int a = value(text[i]);
            int b = value(text[i + 1]);
            int c = value(text[i + 2]);
            int d = value(text[i + 3]);
            wrong |= a | b | c | d;
            bytes[at++] = (byte) (a << 2 | b >> 4);
            bytes[at++] = (byte) (b << 4 | c >> 2);
            bytes[at++] = (byte) (c << 6 | d);
        }
        if (padding > 0) {
            int a = value(text[full]);
            int b = value(text[full + 1]);
            int c = padding == 2 ? 0 : value(text[full + 2]);
            // Bits that no byte takes are left out, as the JDK does.
            wrong |= a | b | c;
            bytes[at++] = (byte) (a << 2 | b >> 4);
            if (padding == 1) {
                bytes[at] = (byte) (b << 4 | c >> 2);
            }
        }
        return wrong < 0 ? null : bytes;
    }

    private static int padding(char[] text, int offset, int length) {
        if (length == 0 || text[offset + length - 1] != '=') {
            return 0;
        }
        return text[offset + length - 2] == '=' ? 2 : 1;
    }

    private static int value(char c) {
        return c < 128 ? VALUES[c] : -1;
    }
}
