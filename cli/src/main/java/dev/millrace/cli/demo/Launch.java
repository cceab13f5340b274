package dev.millrace.cli.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A JVM to be started: what for, with which classes, arguments and environment. */
record Launch(
        String name,
        String classPath,
        List<String> options,
        String mainClass,
        List<String> arguments,
        Map<String, String> environment) {
    /** Options for a JVM that lives for seconds. */
    static final List<String> SHORT_LIFE = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

    Launch {
        options = List.copyOf(options);
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    /** A JVM with the class path of this one. */
    static Launch ofThisClassPath(String name, String mainClass, List<String> arguments) {
        return new Launch(name, System.getProperty("java.class.path"), List.of(), mainClass, arguments, Map.of());
    }

    ProcessBuilder process() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(SHORT_LIFE);
        command.add("-Xmx512m");
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, mainClass));
        command.addAll(arguments);
        ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
        process.environment().putAll(environment);
        return process;
    }
}
