package dev.millrace.log.simulation;

import dev.millrace.log.Disk;
import dev.millrace.log.DiskFile;
import java.io.Closeable;
import java.util.List;

/** One directory of a simulated disk: a name for calls of its world. */
final class SimulatedDirectory implements Disk {

    private final World world;
    private final String path;

    SimulatedDirectory(World world, String path) {
        this.world = world;
        this.path = path;
        world.makeDirectory(path);
    }

    @Override
    public List<String> list() {
        return world.list(path);
    }

    @Override
    public long length(String name) {
        try (DiskFile file = open(name)) {
            return file.length();
        }
    }

    @Override
    public DiskFile create(String name) {
        return new SimulatedFile(world, path, name, world.create(path, name));
    }

    @Override
    public DiskFile open(String name) {
        return new SimulatedFile(world, path, name, world.find(path, name));
    }

    @Override
    public void delete(String name) {
        world.delete(path, name);
    }

    @Override
    public void syncDirectory() {
        world.syncDirectory(path);
    }

    @Override
    public Closeable lock() {
        return world.lock(path);
    }

    @Override
    public Disk directory(String name) {
        return new SimulatedDirectory(world, path + "/" + name);
    }

    @Override
    public List<String> directories() {
        return world.directories(path);
    }

    @Override
    public void deleteDirectory(String name) {
        world.deleteDirectory(path + "/" + name);
    }

    @Override
    public String path() {
        return path;
    }
}
