package dev.millrace.connector.jdbc;

import dev.millrace.function.VoidFunction2;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a function has set of a statement's parameters, to be set later, when what it was made of may have changed. */
record BoundRow(List<Parameter> parameters) {
    /** What the objects of a parameter take, besides what a text or bytes do. */
    private static final int PARAMETER_BYTES = 64;

    /** One call. */
    record Parameter(Method method, List<@Nullable Object> arguments) {
        long bytes() {
            long bytes = PARAMETER_BYTES;
            for (Object argument : arguments) {
                bytes += argument instanceof String text ? text.length() : 0;
                bytes += argument instanceof byte[] some ? some.length : 0;
            }
            return bytes;
        }
    }

    static <T> BoundRow of(T record, VoidFunction2<? super PreparedStatement, ? super T> bind) throws Exception {
        List<Parameter> parameters = new ArrayList<>();
        PreparedStatement listener = (PreparedStatement) Proxy.newProxyInstance(
                BoundRow.class.getClassLoader(),
                new Class<?>[] {PreparedStatement.class},
                (self, method, arguments) -> {
                    parameters.add(parameter(method, arguments));
                    return null;
                });
        bind.call(listener, record);
        return new BoundRow(parameters);
    }

    private static Parameter parameter(Method method, @Nullable Object @Nullable [] arguments) {
        Class<?>[] types = method.getParameterTypes();
        boolean isSet = method.getName().startsWith("set") && types.length >= 2 && types[0] == int.class;
        if (!isSet || arguments == null) {
            throw new UnsupportedOperationException(
                    "where batches are grouped, parameters can only be set, not " + method.getName());
        }
        List<@Nullable Object> kept = new ArrayList<>();
        for (Object argument : arguments) {
            kept.add(kept(argument));
        }
        return new Parameter(method, kept);
    }

    @SuppressWarnings("JavaUtilDate") // JDBC's own types of dates and times are such
    private static @Nullable Object kept(@Nullable Object argument) {
        if (argument instanceof byte[] bytes) {
            return bytes.clone();
        }
        if (argument instanceof Date date) {
            return date.clone();
        }
        if (argument instanceof java.io.Closeable) {
            throw new UnsupportedOperationException(
                    "where batches are grouped, parameters can't be streams: set the bytes or the text");
        }
        return argument;
    }

    void set(PreparedStatement statement) throws Exception {
        for (Parameter parameter : parameters) {
            try {
                parameter.method().invoke(statement, parameter.arguments().toArray());
            } catch (InvocationTargetException e) {
                throw e.getCause() instanceof Exception failure ? failure : e;
            }
        }
    }

    long bytes() {
        return parameters.stream().mapToLong(Parameter::bytes).sum();
    }
}
