package dev.millrace.log.simulation;

import dev.millrace.log.Disk;
import dev.millrace.log.DiskFile;
import java.io.Closeable;
import java.util.List;

/**
 * A disk in memory that fails on demand and forgets at a crash what a real one may forget: unsynced sectors and lengths
 * in part and in any order across files, unsynced creations and deletions. The same seed and the same calls lose the
 * same bytes. Any thread may call it.
 */
public final class SimulatedDisk implements Disk {

    private final World world;
    private final Disk root;

    public SimulatedDisk(long seed) {
        this.world = new World(seed);
        this.root = new SimulatedDirectory(world, "/simulated");
    }

    /** How many steps have changed a file or a directory so far: writes, cuts, creations, deletions. */
    public long writes() {
        return world.writes();
    }

    /** How many syncs of files and directories there were so far. */
    public long syncs() {
        return world.syncs();
    }

    /** The machine stops in the middle of the n-th write, counted as {@link #writes} does; part of it may be done. */
    public void crashAtWrite(long number) {
        world.crashAtWrite(number);
    }

    /** The machine stops in the middle of the n-th sync, counted as {@link #syncs} does; part of it may be done. */
    public void crashAtSync(long number) {
        world.crashAtSync(number);
    }

    /** The n-th sync fails; as on Linux, what it should have written counts as clean afterwards, written or not. */
    public void failSync(long number) {
        world.failSync(number);
    }

    /** After so many more bytes the disk is full: a write puts down what fits and fails. */
    public void fullAfterBytes(long bytes) {
        world.fullAfterBytes(bytes);
    }

    /** Changes one bit of what is stored in a file of this directory. */
    public void flipBit(String name, long offset, int bit) {
        world.flipBit("/simulated", name, offset, bit);
    }

    /** Whether the machine has stopped: everything fails until {@link #crash} or {@link #killProcess}. */
    public boolean isDown() {
        return world.isDown();
    }

    /** Power is lost and comes back: unsynced work is lost in part, open files and locks are gone. */
    public void crash() {
        world.crash();
    }

    /** The process dies and another takes over: nothing written is lost, open files and locks are gone. */
    public void killProcess() {
        world.killProcess();
    }

    @Override
    public List<String> list() {
        return root.list();
    }

    @Override
    public long length(String name) {
        return root.length(name);
    }

    @Override
    public DiskFile create(String name) {
        return root.create(name);
    }

    @Override
    public DiskFile open(String name) {
        return root.open(name);
    }

    @Override
    public void delete(String name) {
        root.delete(name);
    }

    @Override
    public void syncDirectory() {
        root.syncDirectory();
    }

    @Override
    public Closeable lock() {
        return root.lock();
    }

    @Override
    public Disk directory(String name) {
        return root.directory(name);
    }

    @Override
    public List<String> directories() {
        return root.directories();
    }

    @Override
    public void deleteDirectory(String name) {
        root.deleteDirectory(name);
    }

    @Override
    public String path() {
        return root.path();
    }
}
