package dev.millrace.connector.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException;

/** What tests of errors ask for again and again. */
final class Expect {
    private Expect() {}

    static void says(MillraceException.Kind kind, MillraceException e, String... parts) {
        assertEquals(kind, e.kind(), e.toString());
        for (String part : parts) {
            assertTrue(String.valueOf(e.getMessage()).contains(part), () -> "'" + part + "' in: " + e.getMessage());
        }
    }
}
