package dev.millrace.kinesis.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

class HashKeyTest {
    private static HashKey key(String decimal) {
        HashKey key = HashKey.parse(decimal);
        if (key == null) {
            throw new AssertionError(decimal);
        }
        return key;
    }

    @Test
    void isADecimalNumberOf128Bits() {
        for (String decimal : List.of(
                "0",
                "1",
                "9223372036854775808",
                "18446744073709551616",
                "170141183460469231731687303715884105728",
                "340282366920938463463374607431768211455")) {
            assertEquals(decimal, key(decimal).toString());
        }
        assertNull(HashKey.parse("340282366920938463463374607431768211456"));
    }

    @Test
    void aPartitionKeysPlaceIsItsMd5() {
        assertEquals(
                new BigInteger("0cc175b9c0f1b6a831c399e269772661", 16).toString(),
                HashKey.ofPartitionKey("a").toString());
    }

    @Test
    void isOrderedAsAnUnsignedNumber() {
        List<HashKey> ascending =
                List.of(HashKey.MIN, key("1"), key("18446744073709551615"), key("18446744073709551616"), HashKey.MAX);
        for (int i = 0; i + 1 < ascending.size(); i++) {
            assertTrue(ascending.get(i).compareTo(ascending.get(i + 1)) < 0);
        }
        assertEquals(key("18446744073709551616"), key("18446744073709551615").next());
        assertEquals(key("18446744073709551615"), key("18446744073709551616").previous());
    }

    @Test
    void rangesDivideTheRingWithoutGapOrOverlap() {
        for (int parts : List.of(1, 2, 3, 7, 100, 1000)) {
            List<HashKeyRange> ranges = HashKeyRange.divide(parts);
            assertEquals(parts, ranges.size());
            assertEquals(HashKey.MIN, ranges.get(0).start());
            assertEquals(HashKey.MAX, ranges.get(parts - 1).end());
            for (int i = 0; i + 1 < parts; i++) {
                assertTrue(ranges.get(i).isFollowedBy(ranges.get(i + 1)));
                assertFalse(ranges.get(i).contains(ranges.get(i + 1).start()));
            }
            assertFalse(ranges.get(parts - 1).isFollowedBy(ranges.get(0)));
        }
        assertThrows(IllegalArgumentException.class, () -> new HashKeyRange(key("2"), key("1")));
    }
}
