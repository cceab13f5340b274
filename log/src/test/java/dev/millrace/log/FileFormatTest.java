package dev.millrace.log;

import static dev.millrace.log.LogFixtures.SMALL;
import static dev.millrace.log.LogFixtures.appendAndCommit;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.log.simulation.SimulatedDisk;
import dev.millrace.log.simulation.SimulatedTime;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Reads files as docs/log.md describes them, with none of the log's own code; and pins the bytes. */
class FileFormatTest {

    private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);

    private final SimulatedDisk disk = new SimulatedDisk(1);

    private ByteBuffer write() {
        SimulatedTime time = new SimulatedTime(Instant.ofEpochMilli(1_700_000_000_000L));
        try (SegmentedLog log = SegmentedLog.open(disk, SMALL, LogEnvironment.of(time, time))) {
            appendAndCommit(log, "hello", "");
            appendAndCommit(log, "world");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) disk.length("0000000000000000000.log"));
        disk.open("0000000000000000000.log").read(0, bytes);
        return bytes.flip();
    }

    @Test
    void theBytesStayWhatTheyAre() {
        assertEquals(
                "4d494c4c4c4f4731" + "00000001" + "00000000" + "0000000000000000" + "0000018bcfe56800"
                        + "0000000000000000" + "0000000000000000000000000000000000000000" + "7521fc98"
                        + "b0000005" + "ca7b21d9" + "68656c6c6f"
                        + "a0000000" + "b88659ac"
                        + "b0000005" + "2b1347f1" + "776f726c64",
                HexFormat.of().formatHex(write().array()));
    }

    @Test
    void theDocumentedFormatReadsThem() {
        ByteBuffer file = write();
        byte[] magic = new byte[8];
        file.get(magic);
        assertEquals("MILLLOG1", new String(magic, US_ASCII));
        assertEquals(1, file.getInt());
        assertEquals(0, file.getInt());
        assertEquals(0, file.getLong());
        assertEquals(1_700_000_000_000L, file.getLong());
        assertEquals(0, file.getLong());
        assertEquals(crc32c(file.slice(0, 60)), file.getInt(60));
        file.position(64);
        StringBuilder records = new StringBuilder();
        while (file.hasRemaining()) {
            long position = file.position() - 64L;
            int word = file.getInt();
            int check = file.getInt();
            ByteBuffer payload = file.slice(file.position(), word & 0xFFFFFFF);
            assertEquals(crc32c(payload.duplicate()) ^ documentedHash(position, word), check);
            records.append(word >>> 28).append(US_ASCII.decode(payload)).append(' ');
            file.position(file.position() + (word & 0xFFFFFFF));
        }
        assertEquals("11hello 10 11world ", records.toString());
    }

    private static int documentedHash(long position, int word) {
        BigInteger h = BigInteger.valueOf(position)
                .add(BigInteger.valueOf(Integer.toUnsignedLong(word)).multiply(new BigInteger("9E3779B97F4A7C15", 16)))
                .mod(TWO_TO_64);
        h = h.xor(h.shiftRight(33))
                .multiply(new BigInteger("FF51AFD7ED558CCD", 16))
                .mod(TWO_TO_64);
        h = h.xor(h.shiftRight(33))
                .multiply(new BigInteger("C4CEB9FE1A85EC53", 16))
                .mod(TWO_TO_64);
        return h.xor(h.shiftRight(33)).intValue();
    }

    /** Bit by bit, from the polynomial. */
    private static int crc32c(ByteBuffer bytes) {
        int crc = -1;
        while (bytes.hasRemaining()) {
            crc ^= bytes.get() & 0xFF;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ 0x82F63B78;
            }
        }
        return ~crc;
    }
}
