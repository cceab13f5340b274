package dev.millrace.engine;

import dev.millrace.connector.Clock;
import dev.millrace.serde.Serdes;
import java.util.Set;

/**
 * What an engine of a program needs to know.
 *
 * @param appName the application's name
 * @param master where to run
 * @param clock the time that the program goes by
 * @param serdes how its values are written
 * @param functionClasses the names of the classes that its functions are written in
 */
public record EngineSettings(String appName, String master, Clock clock, Serdes serdes, Set<String> functionClasses) {
    public EngineSettings {
        functionClasses = Set.copyOf(functionClasses);
    }
}
