package dev.millrace.file;

import dev.millrace.testkit.Faults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Real files in a directory that loses power: what was written and not synced is gone in part then, and of the changes to
 * directories that weren't synced any may be, each whole. Every step may fail or be the process's last. One thread.
 */
final class ForgetfulFiles extends DurableFiles {
    private final transient Path root;
    private final transient Faults faults;
    private final transient Random random;
    private final transient Node tree = new Node(true);
    private final transient List<Change> pending = new ArrayList<>();

    /** A file or directory, by whatever name: as it is, and as it is sure to be after a power loss. */
    private static final class Node {
        private final boolean isDirectory;
        private final Map<String, Node> entries = new TreeMap<>();
        private final Map<String, Node> durableEntries = new TreeMap<>();
        private long durableLength;
        private byte[] content = new byte[0];

        private Node(boolean isDirectory) {
            this.isDirectory = isDirectory;
        }
    }

    /** One name in one directory, before and after a change. */
    private record Entry(
            Node directory, String name, @Nullable Node after) {
        boolean isSamePlaceAs(Entry other) {
            return directory == other.directory && name.equals(other.name);
        }
    }

    /** What happens as a whole or not at all: a rename changes two entries. */
    private record Change(List<Entry> entries) {
        boolean touches(Node directory) {
            return entries.stream().anyMatch(entry -> entry.directory() == directory);
        }

        boolean touchesEntryOf(Change other) {
            return entries.stream().anyMatch(mine -> other.entries.stream().anyMatch(mine::isSamePlaceAs));
        }
    }

    /** {@code root} is there and empty, and stays. */
    ForgetfulFiles(Path root, Faults faults, Random random) {
        this.root = root;
        this.faults = faults;
        this.random = random;
    }

    @Override
    void step(String what, Path path) {
        faults.pass(what + " " + path);
    }

    @Override
    LineWriter createLines(Path file) throws IOException {
        LineWriter lines = super.createLines(file);
        change(entry(file, new Node(false)));
        return lines;
    }

    @Override
    void sync(LineWriter lines, Path file) throws IOException {
        super.sync(lines, file);
        node(file).durableLength = Files.size(file);
    }

    @Override
    void createDirectory(Path directory) throws IOException {
        super.createDirectory(directory);
        change(entry(directory, new Node(true)));
    }

    @Override
    void syncDirectory(Path directory) {
        step("syncing", directory);
        if (directory.startsWith(root)) {
            Node synced = node(directory);
            for (Change change : List.copyOf(pending)) {
                if (change.touches(synced)) {
                    makeDurable(change);
                }
            }
        }
    }

    @Override
    void move(Path from, Path to) throws IOException {
        super.move(from, to);
        Node moved = node(from);
        change(entry(from, null), entry(to, moved));
    }

    @Override
    void delete(Path path) throws IOException {
        byte[] content = Files.isRegularFile(path) ? Files.readAllBytes(path) : new byte[0];
        super.delete(path);
        node(path).content = content;
        change(entry(path, null));
    }

    private void change(Entry... entries) {
        for (Entry entry : entries) {
            if (entry.after() == null) {
                entry.directory().entries.remove(entry.name());
            } else {
                entry.directory().entries.put(entry.name(), entry.after());
            }
        }
        pending.add(new Change(List.of(entries)));
    }

    /** With it what changed the same entries before. */
    private void makeDurable(Change change) {
        for (Change earlier : List.copyOf(pending.subList(0, Math.max(0, pending.indexOf(change))))) {
            if (earlier.touchesEntryOf(change)) {
                makeDurable(earlier);
            }
        }
        if (pending.remove(change)) {
            applyTo(change);
        }
    }

    private static void applyTo(Change change) {
        for (Entry entry : change.entries()) {
            if (entry.after() == null) {
                entry.directory().durableEntries.remove(entry.name());
            } else {
                entry.directory().durableEntries.put(entry.name(), entry.after());
            }
        }
    }

    private Entry entry(Path path, @Nullable Node after) {
        return new Entry(node(Objects.requireNonNull(path.getParent())), String.valueOf(path.getFileName()), after);
    }

    private Node node(Path path) {
        Node node = tree;
        for (Path name : root.relativize(path)) {
            if (!name.toString().isEmpty()) {
                Node inner = node.entries.get(name.toString());
                if (inner == null) {
                    throw new AssertionError(path + " isn't known");
                }
                node = inner;
            }
        }
        return node;
    }

    /** The power is gone: what is in the directory now is what a disk may hold. */
    void losePower() throws IOException {
        keepContents(root, tree);
        List<Change> lost = new ArrayList<>();
        for (Change change : pending) {
            if (random.nextBoolean() || lost.stream().anyMatch(change::touchesEntryOf)) {
                lost.add(change);
            } else {
                applyTo(change);
            }
        }
        pending.clear();
        for (Path entry : list(root)) {
            DurableFiles.PLAIN.deleteRecursively(entry);
        }
        restore(root, tree, new HashSet<>());
    }

    private static void keepContents(Path path, Node node) throws IOException {
        if (!node.isDirectory) {
            node.content = Files.readAllBytes(path);
        }
        for (Map.Entry<String, Node> entry : node.entries.entrySet()) {
            keepContents(path.resolve(entry.getKey()), entry.getValue());
        }
    }

    private void restore(Path path, Node node, Set<Node> seen) throws IOException {
        if (!seen.add(node)) {
            throw new AssertionError(path + " is in two places");
        }
        node.entries.clear();
        node.entries.putAll(node.durableEntries);
        if (!node.isDirectory) {
            int unsynced = (int) Math.max(0, node.content.length - node.durableLength);
            int length = node.content.length - unsynced + random.nextInt(unsynced + 1);
            node.durableLength = length;
            Files.write(path, Arrays.copyOf(node.content, length));
        } else if (!path.equals(root)) {
            Files.createDirectory(path);
        }
        for (Map.Entry<String, Node> entry : node.durableEntries.entrySet()) {
            restore(path.resolve(entry.getKey()), entry.getValue(), seen);
        }
    }
}
