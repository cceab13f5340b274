package dev.millrace.capture;

import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Method references that come back as others. Where a class uses one at two types, javac's code for deserialization goes by
 * all but these types, and so finds the first: what was made for one then casts the records of the other. Any thread.
 */
final class MistakenLambda {
    /** What is known of a lambda's class, empty for nothing wrong. */
    private static final Map<Class<?>, String> KNOWN = Collections.synchronizedMap(new WeakHashMap<>());

    private MistakenLambda() {}

    /** What happens to this lambda on its way through serialization, if it comes back as another; else null. */
    static @Nullable String of(Object function) {
        Class<?> type = function.getClass();
        String known = KNOWN.get(type);
        if (known == null) {
            known = described(function);
            KNOWN.put(type, known);
        }
        return known.isEmpty() ? null : known;
    }

    private static String described(Object function) {
        SerializedLambda sent = FunctionName.lambda(function);
        SerializedLambda received = sent == null ? null : received(function.getClass(), sent);
        if (sent == null
                || received == null
                || sent.getInstantiatedMethodType().equals(received.getInstantiatedMethodType())) {
            return "";
        }
        return FunctionName.of(function) + " would be deserialized as another of this class: it is used there for "
                + parameters(received) + " too, and javac doesn't tell the two apart. Write it as a lambda here"
                + " (x -> …), which has code of its own";
    }

    /** What the capturing class makes of it again, by the method that javac wrote for that. */
    private static @Nullable SerializedLambda received(Class<?> type, SerializedLambda sent) {
        try {
            Class<?> capturing =
                    Class.forName(sent.getCapturingClass().replace('/', '.'), false, type.getClassLoader());
            Method method = capturing.getDeclaredMethod("$deserializeLambda$", SerializedLambda.class);
            Object made = method.trySetAccessible() ? method.invoke(null, sent) : null;
            return made == null ? null : FunctionName.lambda(made);
        } catch (ReflectiveOperationException e) {
            return null; // it isn't javac's, or a module keeps it to itself
        }
    }

    /** {@code (Ljava/lang/Integer;)Ljava/lang/String;} is said as {@code (java.lang.Integer)}. */
    private static String parameters(SerializedLambda lambda) {
        String descriptor = lambda.getInstantiatedMethodType();
        return descriptor
                .substring(0, descriptor.indexOf(')') + 1)
                .replaceAll("\\(L", "(")
                .replaceAll(";L", ", ")
                .replace(";", "")
                .replace('/', '.');
    }
}
