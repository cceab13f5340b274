package dev.millrace.file;

import dev.millrace.file.DirectoryListing.Found;
import java.time.Duration;

/** How far a file has been read, and how it was seen last. Written by one thread, read by any. */
final class KnownFile implements Comparable<KnownFile> {
    private final String name;
    private volatile FilePosition position;
    private volatile long length;
    private volatile long modifiedMillis;
    private long sinceNanos;
    private boolean checked;
    private final Outage outage = new Outage();

    KnownFile(String name, FilePosition position) {
        this.name = name;
        this.position = position;
        this.length = -1;
    }

    String name() {
        return name;
    }

    FilePosition position() {
        return position;
    }

    long length() {
        return length;
    }

    long modifiedMillis() {
        return modifiedMillis;
    }

    /** It has changed. Not while it is in a sorted set. */
    void seen(Found found, long nowNanos) {
        if (length != found.length()) {
            sinceNanos = nowNanos;
        }
        length = found.length();
        modifiedMillis = found.modifiedMillis();
        checked = false;
    }

    /** It is the file that its position belongs to. */
    void checked() {
        checked = true;
    }

    /** Belongs to who writes. */
    Outage outage() {
        return outage;
    }

    void readTo(FilePosition next) {
        position = next;
    }

    /** Whether nothing of it is left, and it is the file that was read. */
    boolean isRead() {
        return checked && position.offset() == length;
    }

    boolean isUnchangedFor(Duration duration, long nowNanos) {
        return nowNanos - sinceNanos >= duration.toNanos();
    }

    /** In the order in which they were last written, by name where that is equal. */
    @Override
    public int compareTo(KnownFile other) {
        int byTime = Long.compare(modifiedMillis, other.modifiedMillis);
        return byTime != 0 ? byTime : name.compareTo(other.name);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }
}
