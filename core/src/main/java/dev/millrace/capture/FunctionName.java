package dev.millrace.capture;

import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** What a function, and what it captures, are called where the program was written. */
final class FunctionName {
    private static final String LAMBDA_CLASS = "$$Lambda";
    private static final String LAMBDA_METHOD = "lambda$";
    private static final String LAMBDA_FIELD = "arg$";
    private static final String VARIABLE_OF_ANONYMOUS = "val$";
    private static final String OBJECT_AROUND = "this$";

    private FunctionName() {}

    /** The name of a class; of a lambda's, that of the class it is written in. */
    static String classOf(Class<?> type) {
        String name = type.getName();
        int lambda = name.indexOf(LAMBDA_CLASS);
        return lambda < 0 ? name : name.substring(0, lambda);
    }

    /** {@code the lambda at WordCount.main}. */
    static String of(Object function) {
        Class<?> type = function.getClass();
        if (!Shape.isLambda(type)) {
            return type.isAnonymousClass()
                    ? "the anonymous class at " + around(type)
                    : "an object of " + Shape.nameOf(type);
        }
        SerializedLambda lambda = lambda(function);
        if (lambda == null) {
            return "a lambda at " + simple(classOf(type));
        }
        String method = lambda.getImplMethodName();
        String owner = simple(lambda.getImplClass().replace('/', '.'));
        return method.startsWith(LAMBDA_METHOD)
                ? "the lambda at " + owner + "." + methodAround(method)
                : "the method reference " + owner + "::" + method + " at "
                        + simple(lambda.getCapturingClass().replace('/', '.'));
    }

    private static String around(Class<?> anonymous) {
        Method method = anonymous.getEnclosingMethod();
        Class<?> enclosing = anonymous.getEnclosingClass();
        String owner = enclosing == null ? anonymous.getName() : enclosing.getSimpleName();
        return method == null ? owner : owner + "." + method.getName();
    }

    private static String simple(String className) {
        return className.substring(className.lastIndexOf('.') + 1).replace('$', '.');
    }

    /** {@code lambda$main$7f3a$1} is in {@code main}; {@code new} and {@code static} are how javac calls initializers. */
    private static String methodAround(String method) {
        int from = LAMBDA_METHOD.length();
        int until = method.indexOf('$', from);
        return until < 0 ? method : method.substring(from, until);
    }

    /** The name of the variable or field whose value lies in a field of an object. */
    static String captured(Object holder, Field field) {
        String name = field.getName();
        if (Shape.isLambda(holder.getClass()) && name.startsWith(LAMBDA_FIELD)) {
            return variable(holder, Integer.parseInt(name.substring(LAMBDA_FIELD.length())) - 1);
        }
        if (field.isSynthetic() && name.startsWith(VARIABLE_OF_ANONYMOUS)) {
            return name.substring(VARIABLE_OF_ANONYMOUS.length());
        }
        return field.isSynthetic() && name.startsWith(OBJECT_AROUND)
                ? field.getType().getSimpleName() + ".this"
                : name;
    }

    private static String variable(Object function, int number) {
        SerializedLambda lambda = lambda(function);
        String unknown = "captured value " + (number + 1);
        if (lambda == null) {
            return unknown;
        }
        boolean isStatic = lambda.getImplMethodKind() == MethodHandleInfo.REF_invokeStatic;
        if (!lambda.getImplMethodName().startsWith(LAMBDA_METHOD)) {
            return isStatic ? unknown : "the object before ::" + lambda.getImplMethodName();
        }
        if (!isStatic && number == 0) {
            return "this";
        }
        String name = VariableNames.of(
                function.getClass().getClassLoader(), lambda, isStatic ? number : number - 1, isStatic ? 0 : 1);
        return name == null ? unknown : name;
    }

    /** What the compiler wrote down of a serializable lambda; null for others, and where a module keeps it to itself. */
    static @Nullable SerializedLambda lambda(Object function) {
        try {
            Method method = function.getClass().getDeclaredMethod("writeReplace");
            return method.trySetAccessible() && method.invoke(function) instanceof SerializedLambda lambda
                    ? lambda
                    : null;
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }
}
