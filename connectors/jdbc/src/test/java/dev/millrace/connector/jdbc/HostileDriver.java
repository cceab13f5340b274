package dev.millrace.connector.jdbc;

import dev.millrace.MillraceException;
import dev.millrace.testkit.Faults;
import dev.millrace.testkit.SimulatedCrash;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.Properties;
import java.util.Set;
import java.util.logging.Logger;

/**
 * A driver in front of another one, whose calls to the database are counted and go wrong as {@link Faults} say: before or after
 * they had their effect. A process that dies takes its connections along. Its URLs are {@code hostile:} before the other's.
 */
public final class HostileDriver implements Driver {
    private static final String PREFIX = "jdbc:hostile:";
    private static final Set<String> CALLS = Set.of(
            "setAutoCommit",
            "prepareStatement",
            "execute",
            "executeQuery",
            "executeUpdate",
            "addBatch",
            "executeBatch",
            "commit",
            "rollback");

    private static volatile Faults faults = new Faults();
    private static volatile Runnable beforeCommit = () -> {};
    private static volatile Runnable afterCommit = () -> {};

    /** Of all connections that are made from now on. */
    static void use(Faults of) {
        faults = of;
    }

    /** What happens at each commit, before the database hears of it and when it has answered. */
    static void atCommits(Runnable before, Runnable after) {
        beforeCommit = before;
        afterCommit = after;
    }

    static String url(String url) {
        return PREFIX + url;
    }

    @Override
    public boolean acceptsURL(String url) {
        return url.startsWith(PREFIX);
    }

    @Override
    public Connection connect(String url, Properties properties) throws SQLException {
        Faults own = faults;
        return answered("connect", () -> {
            Connection real =
                    own.call("connect", () -> DriverManager.getConnection(url.substring(PREFIX.length()), properties));
            return proxy(Connection.class, new Disturbing(real, real, own));
        });
    }

    private interface Answer<V> {
        V get() throws Exception;
    }

    /** A failure is one of the network, as drivers tell it. */
    private static <V> V answered(String what, Answer<V> answer) throws SQLException {
        try {
            return answer.get();
        } catch (MillraceException e) {
            throw new SQLTransientConnectionException("the connection broke at " + what, "08006", e);
        } catch (SQLException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static <V> V proxy(Class<V> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(HostileDriver.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private record Disturbing(Connection connection, Object real, Faults faults) implements InvocationHandler {
        @Override
        public Object invoke(Object self, Method method, Object[] arguments) throws Throwable {
            if (!CALLS.contains(method.getName())) {
                return disturbed(real(method, arguments));
            }
            try {
                return disturbed(answered(
                        method.getName(), () -> faults.call(method.getName(), () -> real(method, arguments))));
            } catch (SimulatedCrash e) {
                connection.rollback();
                connection.close();
                throw e;
            }
        }

        private Object disturbed(Object answer) {
            if (answer instanceof PreparedStatement prepared) {
                return proxy(PreparedStatement.class, new Disturbing(connection, prepared, faults));
            }
            return answer instanceof Statement statement
                    ? proxy(Statement.class, new Disturbing(connection, statement, faults))
                    : answer;
        }

        private Object real(Method method, Object[] arguments) throws Exception {
            boolean isCommit = method.getName().equals("commit");
            try {
                if (isCommit) {
                    beforeCommit.run();
                }
                Object answer = method.invoke(real, arguments);
                if (isCommit) {
                    afterCommit.run();
                }
                return answer;
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof Exception failure) {
                    throw failure;
                }
                throw e;
            }
        }
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) {
        return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
        return 1;
    }

    @Override
    public int getMinorVersion() {
        return 0;
    }

    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger(HostileDriver.class.getName());
    }
}
