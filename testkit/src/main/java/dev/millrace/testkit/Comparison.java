package dev.millrace.testkit;

import dev.millrace.testkit.VisibleOutput.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What came beside what was expected, row by row, as a failed assertion prints it. Immutable. */
final class Comparison {
    private static final int VALUE_CHARS_MAX = 60;
    private static final int ROWS_MAX = 60;
    private static final int SHORT_RECORDS_MAX = 20;

    /** Above it, records in order are compared place by place; below, an omitted one doesn't make all the rest wrong. */
    private static final long ALIGNED_PAIRS_MAX = 1_000_000;

    private final List<Row> rows;

    /** One record; {@code batch} is 0 where nobody knows in which one it was missed. */
    private record Row(
            long batch, @Nullable String came, @Nullable String expected) {
        boolean isAsExpected() {
            return came != null && expected != null;
        }

        String verdict() {
            return came == null ? "missing" : expected == null ? "not expected" : "";
        }
    }

    private Comparison(List<Row> rows) {
        this.rows = List.copyOf(rows);
    }

    static <T> Comparison inAnyOrder(List<Seen<T>> came, List<T> expected) {
        return new Comparison(unordered(0, came, expected));
    }

    static <T> Comparison byBatch(List<Seen<T>> came, List<List<T>> expectedByBatch) {
        TreeMap<Long, List<Seen<T>>> cameByBatch = new TreeMap<>();
        came.forEach(seen -> cameByBatch
                .computeIfAbsent(seen.batch(), batch -> new ArrayList<>())
                .add(seen));
        for (long batch = 1; batch <= expectedByBatch.size(); batch++) {
            cameByBatch.putIfAbsent(batch, List.of());
        }
        List<Row> rows = new ArrayList<>();
        cameByBatch.forEach((batch, records) -> {
            boolean isExpected = batch >= 1 && batch <= expectedByBatch.size();
            rows.addAll(unordered(batch, records, isExpected ? expectedByBatch.get((int) (batch - 1)) : List.of()));
        });
        return new Comparison(rows);
    }

    private static <T> List<Row> unordered(long batch, List<Seen<T>> came, List<T> expected) {
        List<T> left = new ArrayList<>(expected);
        List<Row> rows = new ArrayList<>();
        for (Seen<T> seen : came) {
            boolean found = left.remove(seen.record());
            rows.add(new Row(seen.batch(), printed(seen.record()), found ? printed(seen.record()) : null));
        }
        left.forEach(missing -> rows.add(new Row(batch, null, printed(missing))));
        return rows;
    }

    static <T> Comparison inOrder(List<Seen<T>> came, List<T> expected) {
        boolean aligns = (long) came.size() * expected.size() <= ALIGNED_PAIRS_MAX;
        return new Comparison(aligns ? aligned(came, expected) : placeByPlace(came, expected));
    }

    private static <T> List<Row> placeByPlace(List<Seen<T>> came, List<T> expected) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < Math.max(came.size(), expected.size()); i++) {
            if (i < came.size()
                    && i < expected.size()
                    && Objects.equals(came.get(i).record(), expected.get(i))) {
                rows.add(both(came.get(i)));
            } else {
                if (i < came.size()) {
                    rows.add(unexpected(came.get(i)));
                }
                if (i < expected.size()) {
                    rows.add(new Row(0, null, printed(expected.get(i))));
                }
            }
        }
        return rows;
    }

    /** By a longest common subsequence. */
    private static <T> List<Row> aligned(List<Seen<T>> came, List<T> expected) {
        int[][] common = new int[came.size() + 1][expected.size() + 1];
        for (int i = came.size() - 1; i >= 0; i--) {
            for (int j = expected.size() - 1; j >= 0; j--) {
                common[i][j] = Objects.equals(came.get(i).record(), expected.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<Row> rows = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < came.size() || j < expected.size()) {
            boolean bothLeft = i < came.size() && j < expected.size();
            if (bothLeft && Objects.equals(came.get(i).record(), expected.get(j))) {
                rows.add(both(came.get(i++)));
                j++;
            } else if (i < came.size() && (!bothLeft || common[i + 1][j] >= common[i][j + 1])) {
                rows.add(unexpected(came.get(i++)));
            } else {
                rows.add(new Row(0, null, printed(expected.get(j++))));
            }
        }
        return rows;
    }

    private static Row both(Seen<?> seen) {
        return new Row(seen.batch(), printed(seen.record()), printed(seen.record()));
    }

    private static Row unexpected(Seen<?> seen) {
        return new Row(seen.batch(), printed(seen.record()), null);
    }

    boolean isEqual() {
        return rows.stream().allMatch(Row::isAsExpected);
    }

    /** The first batch that is compared, or one behind all where nothing came. */
    long firstBatch() {
        return rows.stream()
                .mapToLong(Row::batch)
                .filter(batch -> batch > 0)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    @Override
    public String toString() {
        long missing = rows.stream().filter(row -> row.came() == null).count();
        long unexpected = rows.stream().filter(row -> row.expected() == null).count();
        StringBuilder text = new StringBuilder();
        text.append(missing == 0 ? "" : missing + " missing");
        text.append(missing == 0 || unexpected == 0 ? "" : ", ");
        text.append(unexpected == 0 ? "" : unexpected + " not expected").append('\n');
        int width = Math.max(
                4,
                rows.stream()
                        .mapToInt(row -> row.came() == null ? 0 : row.came().length())
                        .max()
                        .orElse(0));
        text.append(line("", "came", "expected", "", width));
        List<Row> shown = shown();
        long batchBefore = -1;
        for (Row row : shown) {
            String batch = row.batch() == 0 || row.batch() == batchBefore ? "" : "batch " + row.batch();
            text.append(line(batch, orDash(row.came()), orDash(row.expected()), row.verdict(), width));
            batchBefore = row.batch() == 0 ? batchBefore : row.batch();
        }
        if (shown.size() < rows.size()) {
            text.append("  and ").append(rows.size() - shown.size()).append(" more\n");
        }
        return text.toString().stripTrailing();
    }

    /** All if they are few, else those that differ first. */
    private List<Row> shown() {
        if (rows.size() <= ROWS_MAX) {
            return rows;
        }
        return rows.stream().filter(row -> !row.isAsExpected()).limit(ROWS_MAX).toList();
    }

    private static String orDash(@Nullable String value) {
        return value == null ? "-" : value;
    }

    private static String line(String batch, String came, String expected, String verdict, int width) {
        String line = String.format("  %-10s  %-" + width + "s  %s", batch, came, expected);
        return (verdict.isEmpty() ? line.stripTrailing() : line + "   <- " + verdict) + "\n";
    }

    /** The first of some records, in one line. */
    static String inShort(List<?> records) {
        String text = records.stream()
                .limit(SHORT_RECORDS_MAX)
                .map(Comparison::printed)
                .collect(Collectors.joining(" "));
        return records.size() <= SHORT_RECORDS_MAX
                ? text
                : text + " and " + (records.size() - SHORT_RECORDS_MAX) + " more";
    }

    private static String printed(@Nullable Object value) {
        String text = String.valueOf(value).replace("\n", "\\n");
        return text.length() <= VALUE_CHARS_MAX ? text : text.substring(0, VALUE_CHARS_MAX) + "…";
    }
}
