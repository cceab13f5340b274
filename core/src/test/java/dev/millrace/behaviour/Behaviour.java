package dev.millrace.behaviour;

import dev.millrace.engine.Engine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A part of the suite: whoever extends it says which engine it runs on. */
abstract class Behaviour {
    Program program;

    /** A new engine that runs two tasks at once. */
    abstract Engine engine();

    @BeforeEach
    void begin() {
        program = new Program(engine());
    }

    @AfterEach
    void end() {
        program.close();
    }

    static <T> List<T> sorted(List<T> records) {
        List<T> sorted = new ArrayList<>(records);
        sorted.sort(Comparator.comparing(String::valueOf));
        return sorted;
    }

    static <T> List<List<T>> splits(List<T> first, List<T> second) {
        return List.of(first, second);
    }
}
