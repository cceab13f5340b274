package dev.millrace.testkit;

import dev.millrace.MillraceException;
import dev.millrace.log.Disk;
import dev.millrace.log.DiskFile;
import dev.millrace.log.LogException;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A disk whose changes and syncs are calls that {@link Faults} count and disturb. It reports a crash as a disk reports
 * that it is gone, with a {@link LogException}: ask {@link Faults#isCrashed()} afterwards. Any thread may call.
 */
public final class FaultyDisk implements Disk {
    private final Disk disk;
    private final Faults faults;
    private final BooleanSupplier isDown;

    public FaultyDisk(Disk disk, Faults faults) {
        this(disk, faults, () -> false);
    }

    /** With a disk that can crash by itself: when it is down, the process is dead. */
    public FaultyDisk(Disk disk, Faults faults, BooleanSupplier isDown) {
        this.disk = disk;
        this.faults = faults;
        this.isDown = isDown;
    }

    private interface Change<R> {
        R run();
    }

    private <R> R change(String what, String name, Change<R> change) {
        String where = what + " " + disk.path() + (name.isEmpty() ? "" : "/" + name);
        try {
            return faults.call(where, change::run);
        } catch (SimulatedCrash e) {
            throw new LogException(LogException.Kind.IO, where + ": the process is dead", e);
        } catch (MillraceException e) {
            throw new LogException(LogException.Kind.IO, where + " failed", e);
        } catch (LogException e) {
            if (isDown.getAsBoolean()) {
                faults.crash();
            }
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private <R> R look(Change<R> look) {
        if (faults.isCrashed()) {
            throw new LogException(LogException.Kind.IO, "the process that reads " + disk.path() + " is dead");
        }
        return look.run();
    }

    private void change(String what, String name, Runnable change) {
        change(what, name, () -> {
            change.run();
            return true;
        });
    }

    @Override
    public List<String> list() {
        return look(disk::list);
    }

    @Override
    public long length(String name) {
        return look(() -> disk.length(name));
    }

    @Override
    public DiskFile create(String name) {
        return change("creating", name, () -> new FaultyFile(disk.create(name)));
    }

    @Override
    public DiskFile open(String name) {
        return look(() -> new FaultyFile(disk.open(name)));
    }

    @Override
    public void delete(String name) {
        change("deleting", name, () -> disk.delete(name));
    }

    @Override
    public void syncDirectory() {
        change("syncing", "", disk::syncDirectory);
    }

    @Override
    public Closeable lock() {
        return look(disk::lock);
    }

    @Override
    public Disk directory(String name) {
        return look(() -> new FaultyDisk(disk.directory(name), faults, isDown));
    }

    @Override
    public List<String> directories() {
        return look(disk::directories);
    }

    @Override
    public void deleteDirectory(String name) {
        change("deleting", name, () -> disk.deleteDirectory(name));
    }

    @Override
    public String path() {
        return disk.path();
    }

    /** A file of it. */
    private final class FaultyFile implements DiskFile {
        private final DiskFile file;

        private FaultyFile(DiskFile file) {
            this.file = file;
        }

        @Override
        public String name() {
            return file.name();
        }

        @Override
        public long length() {
            return look(file::length);
        }

        @Override
        public int read(long offset, ByteBuffer target) {
            return look(() -> file.read(offset, target));
        }

        @Override
        public void write(long offset, ByteBuffer source) {
            change("writing", name(), () -> file.write(offset, source));
        }

        @Override
        public void truncate(long length) {
            change("cutting", name(), () -> file.truncate(length));
        }

        @Override
        public void sync() {
            change("syncing", name(), file::sync);
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
