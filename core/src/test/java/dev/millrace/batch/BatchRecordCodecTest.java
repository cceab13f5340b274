package dev.millrace.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.batch.BatchRecord.Fences;
import dev.millrace.batch.BatchRecord.Published;
import dev.millrace.batch.BatchRecord.Summary;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchRecordCodecTest {
    private static final List<BatchRecord> ALL = List.of(
            new Summary(),
            Records.claim(3),
            Records.registry(),
            Records.seal(1, 3),
            Records.done(1, 3),
            new Published(1),
            Records.totals(),
            new Fences(List.of(1L, 9L)),
            Records.groupedSeal(2, 3, 2));

    private static String hex(List<BatchRecord> records) {
        ByteBuffer encoded = new BatchRecordCodec().encode(records);
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void everyRecordComesBackAsItWas() {
        ByteBuffer encoded = new BatchRecordCodec().encode(ALL);
        assertEquals(ALL, BatchRecordCodec.decode(encoded, "x"));
    }

    /** Checkpoints of earlier versions must stay readable: whoever changes these bytes must raise the version. */
    @Test
    void theBytesAreGolden() {
        assertEquals("4d52424c0001" + "01" + "00000008" + "0000000000000003", hex(List.of(Records.claim(3))));
        assertEquals(
                "4d52424c0001" + "05" + "00000000" + "06" + "00000008" + "0000000000000009",
                hex(List.of(new Summary(), new Published(9))));
        assertEquals(GOLDEN_REGISTRY, hex(List.of(Records.registry())));
        assertEquals(GOLDEN_SEAL, hex(List.of(Records.seal(1, 3))));
        assertEquals(GOLDEN_DONE, hex(List.of(Records.done(1, 3))));
        assertEquals(
                "4d52424c0002" + "07" + "00000018" + "00000002" + "00000001" + "61" + "00000002" + "0102" + "00000001"
                        + "62" + "00000000",
                hex(List.of(Records.totals())));
        assertEquals(
                "4d52424c0003" + "08" + "0000000c" + "00000001" + "0000000000000009",
                hex(List.of(new Fences(List.of(9L)))));
        assertEquals(GOLDEN_GROUPED_SEAL, hex(List.of(Records.groupedSeal(1, 3, 1))));
    }

    @Test
    void aNewerVersionIsRefused() {
        ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex("4d52424c0005"));
        MillraceException failure =
                assertThrows(MillraceException.class, () -> BatchRecordCodec.decode(bytes, "batches/1"));
        assertEquals(Kind.CONFIGURATION, failure.kind());
        assertTrue(String.valueOf(failure.getMessage()).contains("version 5"), failure.getMessage());
    }

    @Test
    void everyCutIsReportedWithObjectAndOffset() {
        byte[] whole = HexFormat.of().parseHex(hex(ALL));
        int records = 0;
        for (int length = 0; length < whole.length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(whole, 0, length).slice();
            try {
                assertTrue(BatchRecordCodec.decode(cut, "batches/7").size() < ALL.size());
                records++;
            } catch (MillraceException e) {
                assertEquals(Kind.CORRUPT_DATA, e.kind());
                assertTrue(String.valueOf(e.getMessage()).startsWith("checkpoint object 'batches/7' at byte "));
            }
        }
        assertEquals(ALL.size(), records, "cuts between two records");
    }

    private static final String GOLDEN_REGISTRY =
            "4d52424c0001020000007c000000036170700000000005f5e1000000008000000003000000000663"
                    + "6c69636b73010000001573747265616d20636c69636b73206f6620323031380100000006746f7461"
                    + "6c73010000000002000000036f757400000000000000000100000006636c69636b73000000010000"
                    + "000161000000080000000000000000";
    private static final String GOLDEN_SEAL =
            "4d52424c000103000000630000000000000001000000005b6189cc05f5e100000000000000000380"
                    + "0000000000000000000002000000000000004d0000000100000006636c69636b7300000001000000"
                    + "01000000016100000008000000000000000000000008000000000000000a";
    private static final String GOLDEN_GROUPED_SEAL =
            "4d52424c0004090000006b0000000000000001000000005b6189cc05f5e100000000000000000380"
                    + "0000000000000000000002000000000000004d00000000000000010000000100000006636c69636b7300000001000000"
                    + "01000000016100000008000000000000000000000008000000000000000a";
    private static final String GOLDEN_DONE =
            "4d52424c0001040000008e0000000000000001000000005b6189cc05f5e100000000000000000300"
                    + "00000100000006746f74616c73000000000000000001000000000000007f0000001073746174652f"
                    + "746f74616c732e302e3100000000000000640000000700000001000000036f757400000001000000"
                    + "00000000087374616765642d31000000000000000c000000220000000000000005";
}
