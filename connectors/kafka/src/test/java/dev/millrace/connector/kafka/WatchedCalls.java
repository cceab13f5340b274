package dev.millrace.connector.kafka;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/** Real calls, and a list of what the fetching threads have asked their consumers for. */
final class WatchedCalls {
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final KafkaCalls calls;

    WatchedCalls(KafkaCalls real) {
        this.calls = watched(KafkaCalls.class, real, (proxy, method, arguments) -> {
            Object result = method.invoke(real, arguments);
            if (!method.getName().equals("fetch")) {
                return result;
            }
            seen.add("fetch");
            RecordFetch fetch = Objects.requireNonNull((RecordFetch) result);
            return watched(RecordFetch.class, fetch, (self, called, given) -> {
                seen.add(called.getName());
                return called.invoke(fetch, given);
            });
        });
    }

    private static <T> T watched(Class<T> type, T real, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(
                real.getClass().getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    try {
                        return handler.invoke(proxy, method, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    KafkaCalls calls() {
        return calls;
    }

    long times(String method) {
        return seen.stream().filter(method::equals).count();
    }
}
