package dev.millrace.spark;

import dev.millrace.MillraceException;
import org.apache.spark.package$;

/** Which Spark this is, and whether the module is made for it. */
final class SparkVersion {
    private static final String MAJOR = "4.";

    private SparkVersion() {}

    /** The version of the Spark on the class path. */
    static String running() {
        return package$.MODULE$.SPARK_VERSION();
    }

    /** @throws MillraceException CONFIGURATION if it is of another major version */
    static void check(String version) {
        if (!version.startsWith(MAJOR)) {
            throw other("this is Spark " + version, null);
        }
    }

    static MillraceException other(String what, @org.jspecify.annotations.Nullable Throwable cause) {
        return new MillraceException(
                MillraceException.Kind.CONFIGURATION,
                what + "; Millrace's module is for Spark " + MAJOR
                        + "x with Scala 2.13. Run the program on such a cluster," + " or with local[n] as its master",
                cause);
    }
}
