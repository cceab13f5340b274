package dev.millrace.file;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.connector.Lag;
import dev.millrace.connector.LogRange;
import dev.millrace.connector.Position;
import dev.millrace.connector.SourceBatch;
import dev.millrace.connector.SourceContext;
import dev.millrace.connector.SourceReader;
import dev.millrace.connector.Split;
import dev.millrace.file.LineFile.Lines;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Finds out what has come in the files of a directory. The directory is listed at most every 100 ms. */
final class FileReader implements SourceReader<String> {
    private static final long LISTING_NANOS = 100_000_000;
    private static final long SPLIT_BYTES = 16L << 20;

    private final Path directory;
    private final FileSource source;
    private final SourceContext context;
    private final Map<String, Known> files = new HashMap<>();
    private Set<String> there = Set.of();
    private List<Found> found = List.of();
    private long listedAtNanos;
    private boolean listed;
    private boolean hasMore;
    private volatile Map<String, Lag> lag = Map.of();

    /** How far a file has been read; since when it has had which length. */
    private static final class Known {
        private FilePosition position;
        private boolean checked;
        private long length = -1;
        private long sinceNanos;

        private Known(FilePosition position) {
            this.position = position;
        }
    }

    /** A file in the listing, oldest first. */
    private record Found(String name, long length, long modifiedMillis) {}

    FileReader(Path directory, FileSource source, SourceContext context) {
        this.directory = directory;
        this.source = source;
        this.context = context;
    }

    @Override
    public String identity() {
        return "directory " + directory;
    }

    @Override
    public Map<String, Position> initialPositions() {
        Map<String, Position> positions = new HashMap<>();
        if (source.isForNewFilesOnly()) {
            for (Found file : list()) {
                try (LineFile lines = LineFile.open(directory.resolve(file.name()))) {
                    long length = lines.length();
                    positions.put(file.name(), lines.position(length, length).toPosition());
                }
            }
        }
        return positions;
    }

    @Override
    public void start(Map<String, Position> positions) {
        positions.forEach((log, position) -> files.put(log, new Known(FilePosition.of(position))));
        files.forEach((name, known) -> {
            if (Files.exists(directory.resolve(name))) {
                check(name, known);
            } else {
                checkNothingIsLost(name, known.position);
            }
        });
    }

    /** A file may go when all of it was read. */
    private void checkNothingIsLost(String name, FilePosition position) {
        if (!position.isAtEnd() && !source.isGivenUp(name)) {
            Path path = directory.resolve(name);
            throw new MillraceException(
                    Kind.CONFIGURATION,
                    "source '" + context.sourceName() + "': " + path
                            + (Files.exists(path) ? " is not among the files to read any more" : " is gone")
                            + ", and of its " + position.length() + " bytes only " + position.offset()
                            + " had been read. Put it back, or give up what is missing: FileSource.givingUp(\"" + name
                            + "\")");
        }
    }

    private void check(String name, Known known) {
        try (LineFile file = LineFile.open(directory.resolve(name))) {
            file.checkIs(known.position);
            known.checked = true;
        }
    }

    @Override
    public SourceBatch<String> poll(long recordsMax) {
        long now = context.clock().nanoTime();
        if (!listed || now - listedAtNanos >= LISTING_NANOS) {
            found = list();
            listed = true;
            listedAtNanos = now;
            note(now);
        } else if (!hasMore) {
            return SourceBatch.empty();
        }
        List<LogRange> ranges = new ArrayList<>();
        List<Split<String>> splits = new ArrayList<>();
        long left = recordsMax;
        for (Found file : found) {
            if (left > 0) {
                left -= take(file, left, now, ranges, splits);
            }
        }
        hasMore = left <= 0;
        noteLag();
        return ranges.isEmpty() ? SourceBatch.empty() : new SourceBatch<>(ranges, splits);
    }

    /** Takes up a listing: which files have grown, and whether one is missing of which something is left to be read. */
    private void note(long now) {
        there = new HashSet<>();
        for (Found file : found) {
            there.add(file.name());
            Known known = files.computeIfAbsent(file.name(), name -> new Known(FilePosition.START));
            if (known.length != file.length()) {
                known.length = file.length();
                known.sinceNanos = now;
                known.checked = false;
            }
        }
        files.forEach((name, known) -> {
            if (!there.contains(name)) {
                checkNothingIsLost(name, known.position.withLength(Math.max(known.length, known.position.length())));
            }
        });
    }

    private void noteLag() {
        Map<String, Lag> behind = new HashMap<>();
        for (Found file : found) {
            Known known = files.get(file.name());
            long bytes = known == null ? 0 : file.length() - known.position.offset();
            if (bytes > 0) {
                behind.put(file.name(), Lag.ofBytes(bytes));
            }
        }
        lag = behind;
    }

    @Override
    public Map<String, Lag> lag() {
        return lag;
    }

    /** What is gone and the checkpoint has forgotten is a new file when it comes again. */
    @Override
    public void committed(Map<String, Position> positions) {
        if (files.size() > there.size()) {
            files.entrySet()
                    .removeIf(file -> !there.contains(file.getKey())
                            && file.getValue().position.isAtEnd()
                            && !positions.containsKey(file.getKey()));
        }
    }

    private long take(Found file, long linesMax, long now, List<LogRange> ranges, List<Split<String>> splits) {
        Known known = Objects.requireNonNull(files.get(file.name()), "a file in the listing is known");
        if (known.position.offset() == file.length() && known.checked) {
            return 0;
        }
        boolean isQuiet = now - known.sinceNanos >= source.patience().toNanos();
        try (LineFile lines = LineFile.open(directory.resolve(file.name()))) {
            lines.checkIs(known.position);
            known.checked = true;
            long from = known.position.offset();
            long taken = 0;
            long begin = from;
            boolean more = true;
            while (more && begin < file.length() && taken < linesMax) {
                long end = splitEnd(lines, begin, file.length());
                Lines whole = lines.lines(begin, end, linesMax - taken, source.longestLineBytes());
                boolean takesRest = whole.next() < end && whole.count() < linesMax - taken && isQuiet;
                long until = takesRest ? end : whole.next();
                if (until > begin) {
                    long count = whole.count() + (takesRest ? 1 : 0);
                    splits.add(new LineSplit(pathOf(file.name()), begin, until, count));
                    taken += count;
                }
                more = until == end;
                begin = until;
            }
            if (begin > from) {
                FilePosition next = lines.position(begin, file.length());
                ranges.add(new LogRange(file.name(), known.position.toPosition(), next.toPosition()));
                known.position = next;
            }
            return taken;
        }
    }

    private String pathOf(String name) {
        return directory.resolve(name).toString();
    }

    /** A long range is cut at the line that begins behind 16 MiB, so that it is cut alike each time that it is read. */
    private static long splitEnd(LineFile lines, long begin, long limit) {
        return limit - begin > SPLIT_BYTES ? lines.lineStart(begin + SPLIT_BYTES, limit) : limit;
    }

    @Override
    public List<Split<String>> replay(List<LogRange> ranges) {
        List<Split<String>> splits = new ArrayList<>();
        for (LogRange range : ranges) {
            FilePosition until = FilePosition.of(range.until());
            try (LineFile lines = LineFile.open(directory.resolve(range.log()))) {
                lines.checkIs(until);
                long begin = FilePosition.of(range.from()).offset();
                while (begin < until.offset()) {
                    long end = splitEnd(lines, begin, until.offset());
                    splits.add(new LineSplit(pathOf(range.log()), begin, end, -1));
                    begin = end;
                }
            }
        }
        return splits;
    }

    @Override
    public boolean isForgotten(String log, Position position) {
        return !Files.exists(directory.resolve(log))
                && (FilePosition.of(position).isAtEnd() || source.isGivenUp(log));
    }

    /** The files that count, in the order in which they were last written. */
    private List<Found> list() {
        List<Found> all = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, source.pattern())) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (!isPassedOver(name)) {
                    add(entry, name, all);
                }
            }
        } catch (IOException e) {
            throw LineFile.failed(directory, e);
        }
        all.sort(Comparator.comparingLong(Found::modifiedMillis).thenComparing(Found::name));
        return all;
    }

    private static void add(Path entry, String name, List<Found> all) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(entry, BasicFileAttributes.class);
            if (attributes.isRegularFile()) {
                all.add(new Found(
                        name, attributes.size(), attributes.lastModifiedTime().toMillis()));
            }
        } catch (NoSuchFileException e) {
            // Gone since it was listed.
            return;
        }
    }

    private static boolean isPassedOver(String name) {
        return name.startsWith(".") || name.startsWith("_") || name.endsWith("~") || name.endsWith(".tmp");
    }

    @Override
    public void close() {}
}
