package dev.millrace.log;

import java.io.Closeable;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Passes everything on to another disk, counts what is read, and lets a test step in before writes and syncs. */
final class WatchedDisk implements Disk {

    /** Called before a write or a sync of a file. */
    interface Step {
        void before();
    }

    private final Disk inner;
    final AtomicLong bytesRead = new AtomicLong();
    final AtomicLong bytesWritten = new AtomicLong();
    final AtomicLong fileSyncs = new AtomicLong();
    final AtomicLong filesOpen = new AtomicLong();
    volatile Step beforeWrite = () -> {};
    volatile Step beforeSync = () -> {};

    WatchedDisk(Disk inner) {
        this.inner = inner;
    }

    @Override
    public List<String> list() {
        return inner.list();
    }

    @Override
    public long length(String name) {
        return inner.length(name);
    }

    @Override
    public DiskFile create(String name) {
        return new WatchedFile(inner.create(name));
    }

    @Override
    public DiskFile open(String name) {
        return new WatchedFile(inner.open(name));
    }

    @Override
    public void delete(String name) {
        inner.delete(name);
    }

    @Override
    public void syncDirectory() {
        inner.syncDirectory();
    }

    @Override
    public Closeable lock() {
        return inner.lock();
    }

    @Override
    public Disk directory(String name) {
        return inner.directory(name);
    }

    @Override
    public List<String> directories() {
        return inner.directories();
    }

    @Override
    public void deleteDirectory(String name) {
        inner.deleteDirectory(name);
    }

    @Override
    public String path() {
        return inner.path();
    }

    private final class WatchedFile implements DiskFile {

        private final DiskFile file;

        WatchedFile(DiskFile file) {
            this.file = file;
            filesOpen.incrementAndGet();
        }

        @Override
        public String name() {
            return file.name();
        }

        @Override
        public long length() {
            return file.length();
        }

        @Override
        public int read(long offset, ByteBuffer target) {
            int bytes = file.read(offset, target);
            bytesRead.addAndGet(bytes);
            return bytes;
        }

        @Override
        public void write(long offset, ByteBuffer source) {
            beforeWrite.before();
            bytesWritten.addAndGet(source.remaining());
            file.write(offset, source);
        }

        @Override
        public void truncate(long length) {
            file.truncate(length);
        }

        @Override
        public void sync() {
            beforeSync.before();
            fileSyncs.incrementAndGet();
            file.sync();
        }

        @Override
        public void close() {
            filesOpen.decrementAndGet();
            file.close();
        }
    }
}
