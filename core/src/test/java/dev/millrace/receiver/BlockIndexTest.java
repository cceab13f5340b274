package dev.millrace.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException;
import dev.millrace.receiver.BlockIndex.Numbers;
import dev.millrace.receiver.BlockIndex.Released;
import dev.millrace.storage.Block;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlockIndexTest {
    private final BlockIndex index = new BlockIndex(100);

    private static Block block(long first, int records, int bytes) {
        return new Block(first, records, bytes, first * 10);
    }

    private static String describe(List<List<Slice>> splits) {
        StringBuilder text = new StringBuilder();
        for (List<Slice> split : splits) {
            text.append('(');
            for (Slice slice : split) {
                long first = slice.block().first();
                text.append(first + slice.from())
                        .append('-')
                        .append(first + slice.until())
                        .append(' ');
            }
            text.append(')');
        }
        return text.toString().replace(" )", ")");
    }

    @Test
    void aRangeMayBeginAndEndInsideOfBlocks() {
        index.add(block(0, 10, 5), null);
        index.add(block(10, 10, 5), null);
        index.add(block(20, 10, 5), null);
        assertEquals(new Numbers(0, 7), index.next(0, 7));
        assertEquals(new Numbers(7, 27), index.next(7, 20));
        assertEquals(new Numbers(27, 30), index.next(27, Long.MAX_VALUE));
        assertNull(index.next(30, 5));
        assertEquals("(7-10 10-20 20-27)", describe(index.splits(new Numbers(7, 27))));
    }

    @Test
    void aSplitIsClosedAsSoonAsItsBlocksAreLargeEnough() {
        int half = BlockIndex.SPLIT_BYTES / 2;
        index.add(block(0, 2, half), null);
        index.add(block(2, 2, half), null);
        index.add(block(4, 2, BlockIndex.SPLIT_BYTES), null);
        index.add(block(6, 2, 1), null);
        assertEquals("(0-2 2-4)(4-6)(6-8)", describe(index.splits(new Numbers(0, 8))));
        assertEquals("(3-4 4-6)(6-7)", describe(index.splits(new Numbers(3, 7))));
    }

    /** How many splits a batch in doubt has was sealed: whoever changes this changes the format. */
    @Test
    void theSizeOfASplitIsPartOfTheFormat() {
        assertEquals(65_536, BlockIndex.SPLIT_BYTES);
    }

    @Test
    void rangesGiveEachRecordOnceInOrderAndTheSameSplitsAgain() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            BlockIndex blocks = new BlockIndex(0);
            long number = 0;
            for (int i = 0; i < 30; i++) {
                int records = 1 + random.nextInt(20);
                blocks.add(block(number, records, random.nextInt(60_000)), null);
                number += records;
            }
            long at = 0;
            Numbers range = blocks.next(at, 1 + random.nextInt(50));
            while (range != null) {
                assertEquals(at, range.from());
                List<List<Slice>> splits = blocks.splits(range);
                for (List<Slice> split : splits) {
                    for (Slice slice : split) {
                        assertEquals(at, slice.block().first() + slice.from());
                        at += slice.records();
                    }
                }
                assertEquals(range.until(), at);
                assertEquals(describe(splits), describe(blocks.splits(range)));
                range = blocks.next(at, 1 + random.nextInt(50));
            }
            assertEquals(number, at);
        }
    }

    @Test
    void noRangeReachesAcrossNumbersThatWereLeftOut() {
        index.add(block(0, 5, 5), null);
        index.add(block(100, 5, 5), null);
        assertEquals(new Numbers(3, 5), index.next(3, 50));
        assertEquals(new Numbers(100, 105), index.next(100, 50));
        assertEquals(new Numbers(100, 102), index.next(50, 2));
        MillraceException missing = assertThrows(MillraceException.class, () -> index.splits(new Numbers(3, 102)));
        assertTrue(String.valueOf(missing.getMessage()).contains("no record 5"));
    }

    @Test
    void memoryIsBoundedAndReleased() {
        ByteBuffer content = ByteBuffer.allocate(60);
        index.add(block(0, 1, 60), content);
        index.add(block(1, 1, 60), content);
        List<Slice> slices = index.splits(new Numbers(0, 2)).get(0);
        assertNotNull(slices.get(0).content());
        assertNull(slices.get(1).content(), "the second finds no room");
        assertEquals(120, index.bytes());

        Released released = index.release(1);
        assertEquals(List.of(block(0, 1, 60)), released.blocks());
        assertEquals(block(1, 1, 60), released.next());
        assertEquals(60, released.bytes());
        index.add(block(2, 1, 60), content);
        assertNotNull(index.splits(new Numbers(2, 3)).get(0).get(0).content());
    }

    @Test
    void aBlockIsKeptUntilAllOfItIsDone() {
        index.add(block(0, 10, 5), null);
        assertEquals(List.of(), index.release(9).blocks());
        assertEquals(1, index.release(10).blocks().size());
        assertNull(index.release(10).next());
        assertEquals(0, index.end());
    }

    @Test
    void blocksThatOverlapAreDamage() {
        List<Block> added = new ArrayList<>(List.of(block(0, 10, 5)));
        index.add(added.get(0), null);
        assertThrows(MillraceException.class, () -> index.add(block(9, 1, 5), null));
    }
}
