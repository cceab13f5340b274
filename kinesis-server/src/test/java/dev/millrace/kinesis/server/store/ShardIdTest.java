package dev.millrace.kinesis.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShardIdTest {
    @Test
    void hasTwelveDigits() {
        assertEquals("shardId-000000000000", ShardId.format(0));
        assertEquals("shardId-000000000017", ShardId.format(17));
        assertEquals("shardId-002147483647", ShardId.format(Integer.MAX_VALUE));
    }

    @Test
    void isReadInManyForms() {
        for (String id : List.of("shardId-000000000007", "shardId-7", "7", "x-7", "-00007", "shardId-7-more")) {
            assertEquals(7, ShardId.parse(id), id);
        }
        for (String id : List.of("", "shardId-", "abc", "shardId-a", "2.14E4", "2147483648", "shardId-002147483648")) {
            assertNull(ShardId.parse(id), id);
        }
    }
}
