package dev.millrace.connector.kinesis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FairShareTest {
    @Test
    void whoHasLittleLeavesTheRestToOthers() {
        assertArrayEquals(new long[] {2, 49, 49}, FairShare.of(new long[] {2, 100, 100}, 100, 0));
        assertArrayEquals(new long[] {10, 0, 5}, FairShare.of(new long[] {10, 0, 5}, 1_000, 0));
        assertArrayEquals(new long[] {}, FairShare.of(new long[] {}, 1_000, 3));
        assertArrayEquals(new long[] {7}, FairShare.of(new long[] {7}, Long.MAX_VALUE, 3));
    }

    @Test
    void theOddRecordGoesToEachInTurn() {
        assertArrayEquals(new long[] {1, 0, 0}, FairShare.of(new long[] {9, 9, 9}, 1, 0));
        assertArrayEquals(new long[] {0, 1, 0}, FairShare.of(new long[] {9, 9, 9}, 1, 1));
        assertArrayEquals(new long[] {1, 0, 1}, FairShare.of(new long[] {9, 9, 9}, 2, 5));
        assertArrayEquals(new long[] {0, 0, 1}, FairShare.of(new long[] {9, 9, 9}, 1, -1));
    }

    @Test
    void nobodyStarvesAndNothingIsWasted() {
        for (long seed = 1; seed <= 500; seed++) {
            checkShares(seed);
        }
    }

    private static void checkShares(long seed) {
        Random random = new Random(seed);
        long[] available = random.longs(1 + random.nextInt(8), 0, 30).toArray();
        long max = random.nextLong(100);
        long[] shares = FairShare.of(available, max, random.nextInt());
        String message = "seed " + seed + ": " + Arrays.toString(available) + " " + max + " " + Arrays.toString(shares);
        assertEquals(
                Math.min(max, Arrays.stream(available).sum()),
                Arrays.stream(shares).sum(),
                message);
        long most = Arrays.stream(shares).max().orElse(0);
        for (int i = 0; i < shares.length; i++) {
            assertTrue(shares[i] <= available[i], message);
            assertTrue(shares[i] == available[i] || shares[i] >= most - 1, message);
        }
    }
}
