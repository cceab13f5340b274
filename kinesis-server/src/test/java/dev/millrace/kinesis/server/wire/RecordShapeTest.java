package dev.millrace.kinesis.server.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordShapeTest {
    record Inner(@Nullable String text) {}

    record Everything(
            @Nullable String text,
            @Nullable Integer boxedInt,
            int plainInt,
            @Nullable Long boxedLong,
            long plainLong,
            @Nullable Boolean boxedFlag,
            boolean plainFlag,
            @Nullable Instant time,
            @Nullable ByteBuffer blob,
            @Nullable List<Inner> list,
            @Nullable Map<String, String> map,
            @Nullable Inner inner) {}

    private static final Everything FULL = new Everything(
            "t\u00e4\ud834\udd1e",
            1,
            2,
            3L,
            Long.MIN_VALUE,
            true,
            true,
            Instant.ofEpochMilli(1_795_255_200_123L),
            ByteBuffer.wrap(new byte[] {0, -1}),
            List.of(new Inner("a"), new Inner(null)),
            Map.of("k", "v"),
            new Inner("b"));
    private static final Everything EMPTY =
            new Everything(null, null, 0, null, 0, null, false, null, null, null, null, null);

    private static Everything read(String json) {
        ByteBuffer body = ByteBuffer.wrap(json.replace('\'', '"').getBytes(UTF_8));
        return RecordShape.of(Everything.class).read(WireFormat.JSON, body);
    }

    @Test
    void whatIsWrittenIsReadBackInBothFormats() {
        for (WireFormat format : List.of(WireFormat.JSON, WireFormat.CBOR)) {
            for (Everything value : List.of(FULL, EMPTY)) {
                assertEquals(value, RecordShape.of(Everything.class).read(format, RecordShape.write(format, value)));
            }
        }
    }

    @Test
    void jsonLeavesOutNullsAndWritesSecondsAndBase64() {
        assertEquals(
                "{\"Text\":\"t\u00e4\\uD834\\uDD1E\",\"BoxedInt\":1,\"PlainInt\":2,\"BoxedLong\":3,\"PlainLong\":-9223372036854775808,"
                        + "\"BoxedFlag\":true,\"PlainFlag\":true,\"Time\":1795255200.123,\"Blob\":\"AP8=\","
                        + "\"List\":[{\"Text\":\"a\"},{}],\"Map\":{\"k\":\"v\"},\"Inner\":{\"Text\":\"b\"}}",
                UTF_8.decode(RecordShape.write(WireFormat.JSON, FULL)).toString());
        assertEquals(
                "{\"PlainInt\":0,\"PlainLong\":0,\"PlainFlag\":false}",
                UTF_8.decode(RecordShape.write(WireFormat.JSON, EMPTY)).toString());
    }

    @Test
    void nullsAndUnknownMembersAreSkippedAndTheLastOfTwoCounts() {
        assertEquals(
                new Everything("b", null, 0, null, 0, null, false, null, null, null, null, null),
                read("{'Text':'a','BoxedInt':null,'Other':{'x':[1,{'y':2}]},'Text':'b','PlainInt':null}"));
    }

    @Test
    void numbersAreCutToTheirTypes() {
        assertEquals(
                Integer.MAX_VALUE, read("{'PlainInt':99999999999999999999999}").plainInt());
        assertEquals(Integer.MIN_VALUE, read("{'PlainInt':-1e99}").plainInt());
        assertEquals(7, read("{'PlainInt':7.9}").plainInt());
        assertEquals(Long.MAX_VALUE, read("{'PlainLong':1e30}").plainLong());
    }

    @Test
    void textsForFlagsAreTakenAsAwsTakesThem() {
        assertEquals(true, read("{'PlainFlag':'yes'}").plainFlag());
        assertEquals(false, read("{'PlainFlag':'0'}").plainFlag());
        assertEquals(
                "'HELLO' can not be converted to an Boolean",
                assertThrows(ServiceException.class, () -> read("{'PlainFlag':'hello'}"))
                        .getMessage());
    }

    @Test
    void listsAndMapsMustBeWhatTheyAre() {
        for (String[] wrong : new String[][] {
            {"{'List':1}", "Expected list or null"},
            {"{'List':{}}", "Start of structure or map found where not expected."},
            {"{'Map':true}", "Expected map or null"},
            {"{'Map':[]}", "Start of list found where not expected"},
            {"{'Inner':'x'}", "Expected null"},
            {"{'Inner':[]}", "Start of list found where not expected"},
            {"{'Time':{}}", "Start of structure or map found where not expected."},
            {"{'Blob':[]}", "Start of list found where not expected"}
        }) {
            assertEquals(
                    wrong[1],
                    assertThrows(ServiceException.class, () -> read(wrong[0])).getMessage());
        }
    }
}
