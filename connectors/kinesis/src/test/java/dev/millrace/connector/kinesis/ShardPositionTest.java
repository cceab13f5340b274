package dev.millrace.connector.kinesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException;
import dev.millrace.connector.Position;
import dev.millrace.connector.kinesis.ShardPosition.At;
import dev.millrace.connector.kinesis.ShardPosition.End;
import dev.millrace.connector.kinesis.ShardPosition.Start;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShardPositionTest {
    private static final String NUMBER = "49590338271490256608559692538361571095921575989136588898";

    /** In the order in which a shard is read. */
    private static final List<ShardPosition> IN_ORDER = List.of(
            new Start(0, 5),
            new Start(0, 1_700_000_000_000L),
            new Start(1_600_000_000_000L, 3),
            new At("9", 0, 99),
            new At("9", 1, 0),
            new At("10", 0, 0),
            new At("10", 2, 7),
            new At("10", 2, 8),
            new At("10", 10, 0),
            new At(NUMBER, 0, 0),
            new At(NUMBER.replace("898", "899"), 0, 0),
            new At(NUMBER + "0", 0, 0),
            new End(4),
            new End(5));

    @Test
    void bytesSortAsAShardIsRead() {
        for (int i = 0; i < IN_ORDER.size(); i++) {
            for (int j = 0; j < IN_ORDER.size(); j++) {
                int order = IN_ORDER.get(i).encode().compareTo(IN_ORDER.get(j).encode());
                assertEquals(Integer.signum(Integer.compare(i, j)), Integer.signum(order), i + " and " + j);
            }
        }
    }

    @Test
    void whatIsWrittenIsReadBack() {
        for (ShardPosition position : IN_ORDER) {
            assertEquals(position, ShardPosition.decode(position.encode()));
            assertEquals(
                    position.encode(), ShardPosition.decode(position.encode()).encode());
        }
    }

    /** What is in checkpoints must stay readable. */
    @Test
    void theTextIsPinned() {
        assertEquals(
                "2-at|056|" + NUMBER + "|0000000003|001700000000000",
                new At(NUMBER, 3, 1_700_000_000_000L).encode().toText());
        assertEquals(
                "1-start|000000000000000|001700000000000",
                new Start(0, 1_700_000_000_000L).encode().toText());
        assertEquals(
                "3-end|001700000000000", new End(1_700_000_000_000L).encode().toText());
    }

    @Test
    void thePositionOfAnotherSourceIsRefused() {
        for (String text : List.of("", "17", "2-at|x", "2-at|001|1|x|0", "1-start|1", "3-end|1|2", "4-what|1")) {
            MillraceException e =
                    assertThrows(MillraceException.class, () -> ShardPosition.decode(Position.ofText(text)), text);
            assertEquals(MillraceException.Kind.CORRUPT_DATA, e.kind());
        }
    }

    @Test
    void timeAloneMakesNoOtherPlace() {
        assertTrue(new At("10", 2, 7).isSamePlaceAs(new At("10", 2, 9)));
        assertTrue(new At("10", 2, 9).isSamePlaceAs(new At("10", 2, 7)));
        assertTrue(new Start(0, 9).isSamePlaceAs(new Start(0, 7)));
        assertFalse(new At("10", 2, 7).isSamePlaceAs(new At("10", 3, 7)));
        assertFalse(new Start(0, 7).isSamePlaceAs(new At("10", 0, 7)));
        assertFalse(new At("10", 2, 7).isSamePlaceAs(new End(7)));
    }

    @Test
    void aPlaceKnowsWhichRecordsComeBeforeIt() {
        At place = new At("10", 2, 0);
        assertTrue(place.isAfter("9", 50));
        assertTrue(place.isAfter("10", 1));
        assertFalse(place.isAfter("10", 2));
        assertFalse(place.isAfter("11", 0));
        assertFalse(place.isAfter("100", 0));
    }

    @Test
    void knowledgeNeverGoesBack() {
        assertEquals(new At("10", 2, 7), new At("10", 2, 7).knownUntil(6));
        assertEquals(new At("10", 2, 8), new At("10", 2, 7).knownUntil(8));
        assertEquals(new Start(1, 8), new Start(1, 7).knownUntil(8));
        assertEquals(new End(8), new End(7).knownUntil(8));
    }
}
