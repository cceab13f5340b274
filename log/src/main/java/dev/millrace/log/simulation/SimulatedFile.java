package dev.millrace.log.simulation;

import dev.millrace.log.DiskFile;
import dev.millrace.log.LogException;
import java.nio.ByteBuffer;

/** An open file of a simulated disk; useless after the crash of the process that opened it. */
final class SimulatedFile implements DiskFile {

    private final World world;
    private final String path;
    private final String name;
    private final FileContent content;
    private final long life;
    private volatile boolean closed;

    SimulatedFile(World world, String directory, String name, FileContent content) {
        this.world = world;
        this.path = directory + "/" + name;
        this.name = name;
        this.content = content;
        this.life = world.life();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long length() {
        checkOpen();
        return world.length(content);
    }

    @Override
    public int read(long offset, ByteBuffer target) {
        checkOpen();
        return world.read(content, offset, target);
    }

    @Override
    public void write(long offset, ByteBuffer source) {
        checkOpen();
        world.write(path, content, offset, source);
    }

    @Override
    public void truncate(long length) {
        checkOpen();
        world.truncate(content, length);
    }

    @Override
    public void sync() {
        checkOpen();
        world.sync(path, content);
    }

    @Override
    public void close() {
        closed = true;
    }

    private void checkOpen() {
        if (closed || life != world.life()) {
            throw new LogException(
                    LogException.Kind.IO, path + ": the file is closed, or its process is dead", path, -1, null);
        }
    }
}
