package dev.millrace.file;

import dev.millrace.connector.Split;
import dev.millrace.file.LineFile.Lines;
import java.util.ArrayList;
import java.util.List;

/** A record is a line of UTF-8; what follows the last newline waits for its end, or for the file to be quiet. */
record LineFormat(int lineBytesMax) implements FileFormat<String> {
    @Override
    public FileFormat<String> withLineBytesMax(int bytes) {
        return new LineFormat(bytes);
    }

    @Override
    public Cut<String> cut(LineFile file, Stretch stretch, long recordsMax) {
        List<Split<String>> splits = new ArrayList<>();
        long taken = 0;
        long begin = stretch.from();
        boolean more = true;
        while (more && begin < stretch.length() && taken < recordsMax) {
            long end = splitEnd(file, begin, stretch.length());
            Lines whole = file.lines(begin, end, recordsMax - taken, lineBytesMax);
            boolean takesRest = whole.next() < end && whole.count() < recordsMax - taken && stretch.isQuiet();
            long until = takesRest ? end : whole.next();
            if (until > begin) {
                long count = whole.count() + (takesRest ? 1 : 0);
                splits.add(new LineSplit(stretch.path(), begin, until, count));
                taken += count;
            }
            more = until == end;
            begin = until;
        }
        return new Cut<>(splits, begin, taken);
    }

    @Override
    public List<Split<String>> splits(LineFile file, String path, long from, long until) {
        List<Split<String>> splits = new ArrayList<>();
        long begin = from;
        while (begin < until) {
            long end = splitEnd(file, begin, until);
            splits.add(new LineSplit(path, begin, end, -1));
            begin = end;
        }
        return splits;
    }

    /** A long range is cut at the line that begins behind 16 MiB, so that it is cut alike each time that it is read. */
    private static long splitEnd(LineFile file, long begin, long limit) {
        return limit - begin > SPLIT_BYTES ? file.lineStart(begin + SPLIT_BYTES, limit) : limit;
    }
}
