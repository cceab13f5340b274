package dev.millrace.testkit;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * For JUnit 5 and 6, with {@code @ExtendWith(StreamsExtension.class)}: ends every {@link TestStreams} that a field of the
 * test holds when the test is over, and tells with a failure what had happened to it, batch by batch.
 */
public final class StreamsExtension implements AfterEachCallback, TestExecutionExceptionHandler {
    /** What happened, beside the failure that it led to. */
    private static final class WhatHappened extends Exception {
        private static final long serialVersionUID = 1;

        private WhatHappened(String story) {
            super(story, null, false, false);
        }
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        for (TestStreams streams : streamsOf(context)) {
            failure.addSuppressed(new WhatHappened(streams.story()));
        }
        throw failure;
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        for (TestStreams streams : streamsOf(context)) {
            streams.close();
        }
    }

    /** Those of the test's class, its superclasses, and the tests that it is nested in. */
    private static List<TestStreams> streamsOf(ExtensionContext context) throws Exception {
        List<TestStreams> found = new ArrayList<>();
        for (Object instance : context.getRequiredTestInstances().getAllInstances()) {
            List<Field> fields = ReflectionSupport.findFields(
                    instance.getClass(),
                    field -> TestStreams.class.isAssignableFrom(field.getType()),
                    HierarchyTraversalMode.TOP_DOWN);
            for (Field field : fields) {
                if (ReflectionSupport.tryToReadFieldValue(field, instance).get() instanceof TestStreams streams) {
                    found.add(streams);
                }
            }
        }
        return found;
    }
}
