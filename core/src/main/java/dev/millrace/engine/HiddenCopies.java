package dev.millrace.engine;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Makes copies of template classes: the same code, profiled and compiled apart. A copy is unloaded with its last user. */
final class HiddenCopies {
    private final Map<Class<?>, byte[]> bytes = new ConcurrentHashMap<>();

    /** A new copy; or the template itself where the JVM can't make one, which is only slower. */
    Class<?> copy(Class<?> template) {
        byte[] code = bytes.computeIfAbsent(template, HiddenCopies::code);
        if (code.length == 0) {
            return template;
        }
        try {
            Lookup copy = MethodHandles.lookup().defineHiddenClass(code, true);
            return copy.lookupClass();
        } catch (IllegalAccessException | LinkageError | UnsupportedOperationException e) {
            return template;
        }
    }

    private static byte[] code(Class<?> template) {
        try (InputStream file = template.getResourceAsStream(template.getSimpleName() + ".class")) {
            return file == null ? new byte[0] : file.readAllBytes();
        } catch (IOException e) {
            return new byte[0];
        }
    }
}
