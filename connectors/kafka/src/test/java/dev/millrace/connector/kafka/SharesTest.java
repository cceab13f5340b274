package dev.millrace.connector.kafka;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How a batch is divided among partitions. */
class SharesTest {
    @Test
    void nobodyGetsMoreThanItHasNorThanItsLimit() {
        assertArrayEquals(new long[] {3, 5, 5}, Shares.of(new long[] {3, 100, 100}, 100, 0, 5, 0));
        assertArrayEquals(new long[] {1, 2}, Shares.of(new long[] {1, 2}, 100, 0, Long.MAX_VALUE, 0));
    }

    @Test
    void eachGetsItsLeastWhateverTheBatchMayTake() {
        assertArrayEquals(new long[] {2, 2, 1}, Shares.of(new long[] {9, 9, 1}, 1, 2, 9, 0));
    }

    @Test
    void whatIsLeftGoesToThoseThatHaveMore() {
        assertArrayEquals(new long[] {1, 9}, Shares.of(new long[] {1, 100}, 10, 0, Long.MAX_VALUE, 0));
        assertArrayEquals(new long[] {0, 1, 0}, Shares.of(new long[] {5, 5, 5}, 1, 0, Long.MAX_VALUE, 1));
    }

    @Test
    void allIsGivenThatMayBe() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            long[] available = random.longs(1 + random.nextInt(6), 0, 20).toArray();
            long most = 1L + random.nextInt(20);
            long least = random.nextInt((int) most + 1);
            long recordsMax = random.nextInt(60);
            long[] shares = Shares.of(available, recordsMax, least, most, random.nextInt(9));
            long wanted = LongStream.of(available).map(n -> Math.min(n, most)).sum();
            long floor = LongStream.of(available).map(n -> Math.min(n, least)).sum();
            long given = LongStream.of(shares).sum();
            assertTrue(given == Math.max(floor, Math.min(recordsMax, wanted)), () -> given + " of " + recordsMax);
            for (int k = 0; k < shares.length; k++) {
                assertTrue(shares[k] >= Math.min(available[k], least) && shares[k] <= Math.min(available[k], most));
            }
        }
    }
}
