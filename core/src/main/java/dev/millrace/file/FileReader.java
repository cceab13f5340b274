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
import dev.millrace.file.DirectoryListing.Changes;
import dev.millrace.file.DirectoryListing.Found;
import dev.millrace.file.FileFormat.Cut;
import dev.millrace.file.FileFormat.Stretch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** Gives to batches what has come in the files of a directory, those that were last written first. */
final class FileReader<T> implements SourceReader<T> {
    /** What a batch takes of files whose records can't be counted beforehand; at least one file. */
    private static final long UNCOUNTED_BYTES_MAX = 64L << 20;

    private final Path directory;
    private final FileSettings settings;
    private final FileFormat<T> format;
    private final SourceContext context;
    private final Lister lister;
    private final Map<String, KnownFile> files = new HashMap<>();
    private final Set<String> gone = new HashSet<>();

    /** Files of which something may be left to be read; read by any thread that asks for the lag. */
    private final ConcurrentSkipListSet<KnownFile> pending = new ConcurrentSkipListSet<>();

    private Changes seenAtStart = Changes.NONE;
    private boolean hasMore;

    /** Whether a file couldn't be read and is to be tried again. */
    private boolean isWaiting;

    FileReader(Path directory, FileSettings settings, FileFormat<T> format, SourceContext context) {
        this.directory = directory;
        this.settings = settings;
        this.format = format;
        this.context = context;
        this.lister = new Lister(
                directory, settings, context.clock(), "millrace-" + context.appName() + "-" + context.sourceName());
    }

    @Override
    public String identity() {
        return "directory " + directory;
    }

    @Override
    public Map<String, Position> initialPositions() {
        Map<String, Position> positions = new HashMap<>();
        if (settings.newFilesOnly()) {
            for (Found file : new DirectoryListing(directory, settings)
                    .pass(context.clock().millis())
                    .changed()) {
                try (LineFile opened = LineFile.open(directory.resolve(file.name()))) {
                    long length = opened.length();
                    positions.put(file.name(), opened.position(length, length).toPosition());
                }
            }
        }
        return positions;
    }

    @Override
    public void start(Map<String, Position> positions) {
        positions.forEach((log, position) -> files.put(log, new KnownFile(log, FilePosition.of(position))));
        files.forEach((name, known) -> {
            if (Files.exists(directory.resolve(name))) {
                check(name, known);
            } else {
                checkNothingIsLost(name, known.position());
            }
        });
        seenAtStart = lister.passNow();
        gone.addAll(files.keySet());
        seenAtStart.changed().forEach(file -> gone.remove(file.name()));
    }

    /** A file may go when all of it was read. */
    private void checkNothingIsLost(String name, FilePosition position) {
        if (!position.isAtEnd() && !settings.givenUp().contains(name)) {
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

    private void check(String name, KnownFile known) {
        try (LineFile file = LineFile.open(directory.resolve(name))) {
            file.checkIs(known.position());
            known.checked();
        }
    }

    @Override
    public SourceBatch<T> poll(long recordsMax) {
        Changes changes = lister.poll();
        if (changes == null && !hasMore && seenAtStart.isEmpty()) {
            return SourceBatch.empty();
        }
        long now = context.clock().nanoTime();
        if (!seenAtStart.isEmpty()) {
            note(seenAtStart, now);
            seenAtStart = Changes.NONE;
        }
        if (changes != null) {
            note(changes, now);
            gone.forEach(this::checkGone);
        }
        return take(recordsMax, now);
    }

    private SourceBatch<T> take(long recordsMax, long now) {
        List<LogRange> ranges = new ArrayList<>();
        List<Split<T>> splits = new ArrayList<>();
        isWaiting = false;
        long records = recordsMax;
        long uncountedBytes = UNCOUNTED_BYTES_MAX;
        for (KnownFile file : pending) {
            if (records <= 0 || uncountedBytes <= 0) {
                break;
            }
            FilePosition before = file.position();
            long taken = takeIfReadable(file, records, now, splits);
            records -= Math.max(0, taken);
            uncountedBytes -= taken < 0 ? file.position().offset() - before.offset() : 0;
            if (file.position().offset() > before.offset()) {
                ranges.add(new LogRange(
                        file.name(), before.toPosition(), file.position().toPosition()));
            }
            if (file.isRead()) {
                pending.remove(file);
            }
        }
        hasMore = records <= 0 || uncountedBytes <= 0 || isWaiting;
        return ranges.isEmpty() ? SourceBatch.empty() : new SourceBatch<>(ranges, splits);
    }

    /** Takes up what was seen: which files have changed, and whether one is missing of which something is left to be read. */
    private void note(Changes changes, long now) {
        for (Found file : changes.changed()) {
            KnownFile known = files.computeIfAbsent(file.name(), name -> new KnownFile(name, FilePosition.START));
            gone.remove(file.name());
            pending.remove(known);
            known.seen(file, now);
            pending.add(known);
        }
        gone.addAll(changes.gone());
    }

    private void checkGone(String name) {
        KnownFile known = files.get(name);
        if (known != null) {
            FilePosition position = known.position();
            checkNothingIsLost(name, position.withLength(Math.max(known.length(), position.length())));
            pending.remove(known);
        }
    }

    @Override
    public Map<String, Lag> lag() {
        Map<String, Lag> behind = new HashMap<>();
        for (KnownFile file : pending) {
            long bytes = file.length() - file.position().offset();
            if (bytes > 0) {
                behind.put(file.name(), Lag.ofBytes(bytes));
            }
        }
        return behind;
    }

    /** What is gone and the checkpoint has forgotten is a new file when it comes again. */
    @Override
    public void committed(Map<String, Position> positions) {
        if (!gone.isEmpty()) {
            gone.removeIf(name -> {
                KnownFile known = files.get(name);
                boolean isForgotten = known == null || (known.position().isAtEnd() && !positions.containsKey(name));
                if (isForgotten) {
                    files.remove(name);
                }
                return isForgotten;
            });
        }
    }

    private long takeIfReadable(KnownFile file, long recordsMax, long now, List<Split<T>> splits) {
        try {
            long taken = take(file, recordsMax, now, splits);
            file.outage().isOver();
            return taken;
        } catch (MillraceException e) {
            file.outage().failed(e, now);
            isWaiting = true;
            return 0;
        }
    }

    /** Takes of one file what may be taken; returns how many records, -1 if nobody knows. */
    private long take(KnownFile file, long recordsMax, long now, List<Split<T>> splits) {
        Path path = directory.resolve(file.name());
        if (file.isRead() || !isComplete(file, now)) {
            return 0;
        }
        try (LineFile opened = LineFile.open(path)) {
            opened.checkIs(file.position());
            file.checked();
            long from = file.position().offset();
            boolean isQuiet =
                    file.isUnchangedFor(settings.unfinishedLineTimeout(), now) || settings.wholeAfter() != null;
            Cut<T> cut = format.cut(opened, new Stretch(path.toString(), from, file.length(), isQuiet), recordsMax);
            if (cut.until() > from) {
                FilePosition next = opened.position(cut.until(), file.length());
                splits.addAll(cut.splits());
                file.readTo(next);
            }
            return cut.until() > from ? cut.records() : 0;
        }
    }

    /** Whether it may be read: at once where files may grow, else when it has stayed as it is. */
    private boolean isComplete(KnownFile file, long now) {
        Duration unchanged = settings.wholeAfter();
        FilePosition position = file.position();
        if (unchanged == null) {
            return true;
        }
        if (position.length() > 0 && file.length() != position.length()) {
            throw new MillraceException(
                    Kind.CONFIGURATION,
                    "source '" + context.sourceName() + "': " + directory.resolve(file.name())
                            + " had " + position.length() + " bytes when it was read and now has " + file.length()
                            + ". Move files in when they are complete, wait longer with wholeFiles(…)"
                            + (format.isWhole() ? "" : ", or let files grow: leave wholeFiles out"));
        }
        return position.offset() > 0
                || file.isUnchangedFor(unchanged, now)
                || context.clock().millis() - file.modifiedMillis() >= unchanged.toMillis();
    }

    @Override
    public List<Split<T>> replay(List<LogRange> ranges) {
        List<Split<T>> splits = new ArrayList<>();
        for (LogRange range : ranges) {
            FilePosition until = FilePosition.of(range.until());
            Path path = directory.resolve(range.log());
            try (LineFile opened = LineFile.open(path)) {
                opened.checkIs(until);
                long from = FilePosition.of(range.from()).offset();
                splits.addAll(format.splits(opened, path.toString(), from, until.offset()));
            }
        }
        return splits;
    }

    @Override
    public boolean isForgotten(String log, Position position) {
        return !Files.exists(directory.resolve(log))
                && (FilePosition.of(position).isAtEnd() || settings.givenUp().contains(log));
    }

    @Override
    public void close() {
        lister.close();
    }
}
