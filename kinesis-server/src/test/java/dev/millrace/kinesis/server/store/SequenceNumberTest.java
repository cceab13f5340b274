package dev.millrace.kinesis.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SequenceNumberTest {
    @Test
    void has47HexadecimalDigitsInTheirPlaces() {
        SequenceNumber number = new SequenceNumber(0x123456789L, 0x1A, 0x1122334455667788L, 0xABCDEF012L);
        assertEquals(
                "2" + "123456789" + "a" + "1122334455667788" + "00" + "abcdef012" + "0000001a" + "2",
                new BigInteger(number.toString()).toString(16));
    }

    @Test
    void isReadBackFromItsDecimalDigits() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            SequenceNumber number = new SequenceNumber(
                    random.nextLong() >>> 28,
                    random.nextInt() >>> random.nextInt(31),
                    random.nextLong() >>> (1 + random.nextInt(60)),
                    random.nextLong() >>> 28);
            assertEquals(number, SequenceNumber.parse(number.toString()), "seed " + seed);
            assertEquals(56, number.toString().length(), "seed " + seed);
        }
    }

    @Test
    void growsWithTheIndexAndFromParentToChild() {
        SequenceNumber record = new SequenceNumber(1000, 3, 7, 2000);
        SequenceNumber next = new SequenceNumber(1000, 3, 8, 1999);
        SequenceNumber child = new SequenceNumber(1001, 4, 0, 1001);
        SequenceNumber end = new SequenceNumber(1000, 3, SequenceNumber.INDEX_MAX, 2000);
        for (SequenceNumber[] pair :
                new SequenceNumber[][] {{record, next}, {next, end}, {end, child}, {record, child}}) {
            assertEquals(-1, Integer.signum(pair[0].compareTo(pair[1])));
            assertEquals(-1, new BigInteger(pair[0].toString()).compareTo(new BigInteger(pair[1].toString())));
        }
    }

    @Test
    void whatNoShardCouldHaveGivenIsNone() {
        assertNull(SequenceNumber.parse("0"));
        assertNull(SequenceNumber.parse("5"));
        assertNull(SequenceNumber.parse("9".repeat(56)));
        assertNull(SequenceNumber.parse("9".repeat(129)));
        assertNull(parseHex("20000000000800000000000000000000000000000000002"), "index too large");
        assertNull(parseHex("20000000000000000000000000000000000000000000001"), "another version");
        assertNull(parseHex("30000000000000000000000000000000000000000000002"), "another first digit");
    }

    private static @Nullable SequenceNumber parseHex(String hex) {
        return SequenceNumber.parse(new BigInteger(hex, 16).toString());
    }

    @Test
    void itsPartsMustFit() {
        assertThrows(IllegalArgumentException.class, () -> new SequenceNumber(-1, 0, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new SequenceNumber(0, 0, -1, 0));
        assertThrows(IllegalArgumentException.class, () -> new SequenceNumber(0, 0, 0, 1L << 36));
    }
}
