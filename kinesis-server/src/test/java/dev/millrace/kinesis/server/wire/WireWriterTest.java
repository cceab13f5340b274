package dev.millrace.kinesis.server.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WireWriterTest {
    @Test
    void timestampsAreSecondsWithThreeDecimals() {
        Random random = new Random(3);
        for (int i = 0; i < 10_000; i++) {
            long millis = random.nextLong() >> (8 + random.nextInt(56));
            assertEquals(BigDecimal.valueOf(millis, 3).toPlainString(), WireWriter.seconds(millis));
        }
    }

    @Test
    void piecesAreWhatWasWritten() {
        Random random = new Random(4);
        for (int i = 0; i < 200; i++) {
            Pieces pieces = new Pieces();
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            int parts = random.nextInt(8);
            for (int part = 0; part < parts; part++) {
                byte[] bytes = new byte[random.nextInt(1 << random.nextInt(20))];
                random.nextBytes(bytes);
                pieces.write(bytes, 0, bytes.length);
                pieces.write(part);
                expected.writeBytes(bytes);
                expected.write(part);
            }
            byte[] all = new byte[expected.size()];
            pieces.together().get(all);
            assertArrayEquals(expected.toByteArray(), all);
            assertEquals(expected.size(), pieces.together().remaining());
        }
    }
}
