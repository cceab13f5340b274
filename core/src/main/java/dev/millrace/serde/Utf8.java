package dev.millrace.serde;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * UTF-8 that loses nothing: an unpaired surrogate, which Java's strings allow, is kept as the three bytes that its number
 * would have (known as WTF-8).
 */
final class Utf8 {
    private Utf8() {}

    static int length(String text) {
        int length = text.length();
        int bytes = length;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                if (c < 0x800) {
                    bytes++;
                } else if (isPair(text, i)) {
                    bytes += 2;
                    i++;
                } else {
                    bytes += 2;
                }
            }
        }
        return bytes;
    }

    /** Writes {@link #length} bytes at {@code offset}. */
    static void encode(String text, byte[] bytes, int offset) {
        int at = offset;
        int length = text.length();
        for (int i = 0; i < length; i++) {
            int c = text.charAt(i);
            if (c < 0x80) {
                bytes[at++] = (byte) c;
            } else if (c < 0x800) {
                bytes[at++] = (byte) (0xc0 | (c >> 6));
                bytes[at++] = (byte) (0x80 | (c & 0x3f));
            } else if (isPair(text, i)) {
                c = text.codePointAt(i++);
                bytes[at++] = (byte) (0xf0 | (c >> 18));
                bytes[at++] = (byte) (0x80 | ((c >> 12) & 0x3f));
                bytes[at++] = (byte) (0x80 | ((c >> 6) & 0x3f));
                bytes[at++] = (byte) (0x80 | (c & 0x3f));
            } else {
                bytes[at++] = (byte) (0xe0 | (c >> 12));
                bytes[at++] = (byte) (0x80 | ((c >> 6) & 0x3f));
                bytes[at++] = (byte) (0x80 | (c & 0x3f));
            }
        }
    }

    private static boolean isPair(String text, int at) {
        return Character.isHighSurrogate(text.charAt(at))
                && at + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(at + 1));
    }

    /** The text, or null where the bytes are no such UTF-8. */
    static @Nullable String decode(byte[] bytes, int offset, int length) {
        int end = offset + length;
        for (int i = offset; i < end; i++) {
            if (bytes[i] < 0) {
                return decodeAny(bytes, offset, end);
            }
        }
        return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
    }

    private static @Nullable String decodeAny(byte[] bytes, int offset, int end) {
        char[] chars = new char[end - offset];
        int size = 0;
        int at = offset;
        while (at < end) {
            int first = bytes[at];
            int more = first >= 0 ? 0 : first >> 5 == -2 ? 1 : first >> 4 == -2 ? 2 : first >> 3 == -2 ? 3 : -1;
            if (more < 0 || end - at <= more) {
                return null;
            }
            int c = more == 0 ? first : first & (0x3f >> more);
            for (int i = 1; i <= more; i++) {
                if (bytes[at + i] >> 6 != -2) {
                    return null;
                }
                c = (c << 6) | (bytes[at + i] & 0x3f);
            }
            at += more + 1;
            if (c < 0x10000) {
                chars[size++] = (char) c;
            } else if (c <= Character.MAX_CODE_POINT) {
                chars[size++] = Character.highSurrogate(c);
                chars[size++] = Character.lowSurrogate(c);
            } else {
                return null;
            }
        }
        return new String(chars, 0, size);
    }
}
