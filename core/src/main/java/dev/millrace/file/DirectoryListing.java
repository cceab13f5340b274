package dev.millrace.file;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Follows what is in a directory, pass by pass. In a large one, names are listed again only when the directory itself has
 * changed; of the files, a pass looks at those that changed lately and at some of the others in turn, so that what it costs
 * hardly depends on how many there are. One thread at a time.
 */
final class DirectoryListing {
    /** With more files than this a directory is large. */
    static final int SMALL_FILES_MAX = 1_000;

    /** A file in which nothing was seen to change for so long is looked at only in turn. */
    private static final long LIVELY_MILLIS = 60_000;

    private static final int LOOKED_AT_IN_TURN = 500;

    /** A directory that changed so shortly before it was listed may have changed again without a new time stamp. */
    private static final long TIME_STAMP_MILLIS = 10_000;

    /** Whatever its time stamp says: clocks may be wrong. */
    private static final long LISTED_ANEW_MILLIS = 60_000;

    private final Path directory;
    private final FileSettings settings;
    private final Map<String, Found> files = new HashMap<>();
    /** When a change was seen last, of files that are looked at in each pass. */
    private final Map<String, Long> lively = new HashMap<>();

    /** What was seen since a pass ended; one that fails has seen some of it. */
    private final List<Found> changed = new ArrayList<>();

    private final List<String> gone = new ArrayList<>();

    private Deque<String> inTurn = new ArrayDeque<>();
    private long listedModifiedMillis = Long.MIN_VALUE;
    private long listedMillis;
    private long nowMillis;

    /** A file as it was seen last. */
    record Found(String name, long length, long modifiedMillis) {}

    /** What a pass saw: files that are new or have changed, and names that are gone. */
    record Changes(List<Found> changed, List<String> gone) {
        static final Changes NONE = new Changes(List.of(), List.of());

        boolean isEmpty() {
            return changed.isEmpty() && gone.isEmpty();
        }
    }

    DirectoryListing(Path directory, FileSettings settings) {
        this.directory = directory;
        this.settings = settings;
    }

    /** How many files it knows. */
    int size() {
        return files.size();
    }

    /** Looks at the directory, and goes on where a pass failed; {@code millis} is the time, which should be that of the file system. */
    Changes pass(long millis) {
        nowMillis = millis;
        try {
            long modified = Files.getLastModifiedTime(directory).toMillis();
            boolean isAsListed = files.size() > SMALL_FILES_MAX
                    && modified == listedModifiedMillis
                    && listedMillis - modified > TIME_STAMP_MILLIS
                    && nowMillis - listedMillis < LISTED_ANEW_MILLIS;
            if (!isAsListed) {
                listNames();
                listedModifiedMillis = modified;
                listedMillis = nowMillis;
            }
            if (files.size() <= SMALL_FILES_MAX) {
                look(List.copyOf(files.keySet()));
            } else {
                look(List.copyOf(lively.keySet()));
                look(nextInTurn());
                lively.values().removeIf(seen -> nowMillis - seen > LIVELY_MILLIS);
            }
            return seen();
        } catch (DirectoryIteratorException e) {
            throw LineFile.failed(directory, Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw LineFile.failed(directory, e);
        }
    }

    private Changes seen() {
        if (changed.isEmpty() && gone.isEmpty()) {
            return Changes.NONE;
        }
        Changes seen = new Changes(List.copyOf(changed), List.copyOf(gone));
        changed.clear();
        gone.clear();
        return seen;
    }

    private void listNames() throws IOException {
        Set<String> there = new HashSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, settings.pattern())) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (!isPassedOver(name) && accepts(entry)) {
                    there.add(name);
                    if (!files.containsKey(name)) {
                        look(name);
                    }
                }
            }
        }
        if (there.size() < files.size()) {
            for (Iterator<String> known = files.keySet().iterator(); known.hasNext(); ) {
                String name = known.next();
                if (!there.contains(name)) {
                    known.remove();
                    lively.remove(name);
                    gone.add(name);
                }
            }
        }
    }

    private boolean accepts(Path entry) throws IOException {
        try {
            return settings.filter().call(entry);
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new MillraceException(Kind.USER_CODE, entry + ": the filter of its source threw " + e, e);
        }
    }

    private void look(List<String> names) throws IOException {
        for (String name : names) {
            if (files.containsKey(name)) {
                look(name);
            }
        }
    }

    private void look(String name) throws IOException {
        Found before = files.get(name);
        try {
            BasicFileAttributes attributes = Files.readAttributes(directory.resolve(name), BasicFileAttributes.class);
            Found now = new Found(
                    name, attributes.size(), attributes.lastModifiedTime().toMillis());
            boolean counts = attributes.isRegularFile()
                    && !attributes.lastModifiedTime().toInstant().isBefore(settings.modifiedFrom());
            if (counts && !now.equals(before)) {
                files.put(name, now);
                lively.put(name, before == null ? now.modifiedMillis() : nowMillis);
                changed.add(now);
            }
        } catch (NoSuchFileException e) {
            lively.remove(name);
            if (files.remove(name) != null) {
                gone.add(name);
            }
        }
    }

    private List<String> nextInTurn() {
        if (inTurn.isEmpty()) {
            inTurn = new ArrayDeque<>(files.size());
            for (String name : files.keySet()) {
                if (!lively.containsKey(name)) {
                    inTurn.add(name);
                }
            }
        }
        List<String> next = new ArrayList<>();
        while (next.size() < LOOKED_AT_IN_TURN && !inTurn.isEmpty()) {
            next.add(inTurn.remove());
        }
        return next;
    }

    private static boolean isPassedOver(String name) {
        return name.startsWith(".") || name.startsWith("_") || name.endsWith("~") || name.endsWith(".tmp");
    }
}
