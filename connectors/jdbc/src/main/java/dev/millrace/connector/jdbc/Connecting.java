package dev.millrace.connector.jdbc;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.function.Function0;
import java.io.NotSerializableException;
import java.io.Serializable;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.Properties;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** How a sink comes to connections. What it prints tells the database and no secrets. */
sealed interface Connecting extends Serializable {
    Connection connect() throws SQLException;

    /** Whether connections are somebody else's, who wants them back as they were: they aren't kept. */
    boolean isBorrowed();

    /** By the JDK's driver manager, or by a driver's class. The password is asked for at each connection. */
    record ByUrl(
            String url,
            @Nullable String driver,
            @Nullable String user,
            @Nullable Function0<String> password) implements Connecting {
        private static final System.Logger LOGGER = System.getLogger("dev.millrace.connector.jdbc");
        private static final Pattern PLAIN = Pattern.compile("(jdbc:[^?;&@=]*)(?:[?;&][^@]*)?");
        private static final Pattern PROTOCOL = Pattern.compile("jdbc:[a-zA-Z0-9]+:");

        @Override
        public Connection connect() throws SQLException {
            Properties properties = new Properties();
            if (user != null) {
                properties.setProperty("user", user);
            }
            if (password != null) {
                properties.setProperty("password", password(password));
            }
            if (driver == null) {
                Driver ofThread = isKnown() ? null : ofThread();
                return ofThread == null
                        ? DriverManager.getConnection(url, properties)
                        : ofThread.connect(url, properties);
            }
            Connection connection = driver(driver).connect(url, properties);
            if (connection == null) {
                throw new MillraceException(Kind.CONFIGURATION, driver + " doesn't know URLs such as " + this);
            }
            return connection;
        }

        private boolean isKnown() {
            try {
                DriverManager.getDriver(url);
                return true;
            } catch (SQLException e) {
                return false;
            }
        }

        /**
         * The manager looks for drivers once in a process, when it is used first, and gives none of a class loader that its caller
         * doesn't know. Where programs come with their jars, as on Spark, theirs may be one of the others.
         */
        private @Nullable Driver ofThread() throws SQLException {
            Iterator<Driver> drivers = ServiceLoader.load(Driver.class).iterator();
            while (true) {
                try {
                    if (!drivers.hasNext()) {
                        return null;
                    }
                    Driver next = drivers.next();
                    if (next.acceptsURL(url)) {
                        return next;
                    }
                } catch (ServiceConfigurationError e) {
                    LOGGER.log(Level.DEBUG, "a driver can't be made", e);
                }
            }
        }

        private static String password(Function0<String> password) {
            try {
                return password.call();
            } catch (Exception e) {
                throw new MillraceException(Kind.USER_CODE, "asking for the password threw " + e, e);
            }
        }

        private static Driver driver(String name) {
            try {
                ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
                Class<?> type =
                        Class.forName(name, true, ofThread == null ? Connecting.class.getClassLoader() : ofThread);
                return (Driver) type.getConstructor().newInstance();
            } catch (ReflectiveOperationException | ClassCastException e) {
                throw new MillraceException(
                        Kind.CONFIGURATION,
                        "the driver " + name + " can't be made: " + e + ". Is it on the class path?",
                        e);
            }
        }

        @Override
        public boolean isBorrowed() {
            return false;
        }

        /** Without what follows the database's name; where a user could stand before the host, only its kind. */
        @Override
        public String toString() {
            Matcher plain = PLAIN.matcher(url);
            if (plain.matches()) {
                return plain.group(1);
            }
            Matcher protocol = PROTOCOL.matcher(url);
            return protocol.lookingAt() ? protocol.group() + "…" : "the database";
        }
    }

    /** A pool, above all. It stays in its process. */
    final class ByDataSource implements Connecting {
        private final transient DataSource dataSource;

        ByDataSource(DataSource dataSource) {
            this.dataSource = dataSource;
        }

        @Override
        public Connection connect() throws SQLException {
            return dataSource.getConnection();
        }

        @Override
        public boolean isBorrowed() {
            return true;
        }

        private Object writeReplace() throws NotSerializableException {
            throw new NotSerializableException(
                    "a JDBC sink's dataSource(…) can't be sent to another process; on Spark, say url(…)");
        }

        @Override
        public String toString() {
            return "the DataSource's database";
        }
    }
}
