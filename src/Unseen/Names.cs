using System.Reflection;
using System.Text.Json.Serialization;

namespace Unseen;

/// <summary>The names of enum values on the command line and in files, such as <c>plug-in</c>. Thread-safe.</summary>
public static class Names
{
    /// <summary>Gets the names of all values of an enum, in the order of the values.</summary>
    /// <typeparam name="T">the enum</typeparam>
    public static IReadOnlyList<string> Get<T>()
        where T : struct, Enum => Known<T>.All;

    /// <summary>Gets the name of a value.</summary>
    /// <typeparam name="T">the enum</typeparam>
    /// <param name="value">a member of the enum</param>
    /// <exception cref="IndexOutOfRangeException">The value is not a member of the enum.</exception>
    public static string Get<T>(T value)
        where T : struct, Enum => Known<T>.All[Array.IndexOf(Known<T>.Values, value)];

    /// <summary>Finds the value with a name; null if there is none.</summary>
    /// <typeparam name="T">the enum</typeparam>
    /// <param name="name">the name, as <see cref="Get{T}()"/> returns it</param>
    public static T? Find<T>(string name)
        where T : struct, Enum => Array.IndexOf(Known<T>.All, name) is >= 0 and var index ? Known<T>.Values[index]
            : null;

    /// <summary>Gets the names of all values of an enum, in the order of the values.</summary>
    internal static string[] Get(Type type) => Array.ConvertAll(Enum.GetNames(type), name => GetName(type, name));

    /// <summary>Gets the name of a value of any enum.</summary>
    internal static string Get(Enum value) => GetName(value.GetType(), value.ToString());

    /// <summary>Finds the value of an enum with a name; null if there is none.</summary>
    internal static object? Find(Type type, string name) =>
        Array.IndexOf(Get(type), name) is >= 0 and var index ? Enum.GetValues(type).GetValue(index) : null;

    private static string GetName(Type type, string member) =>
        type.GetField(member)!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name
            ?? member.ToLowerInvariant();

    private static class Known<T>
        where T : struct, Enum
    {
        public static readonly T[] Values = Enum.GetValues<T>();

        public static readonly string[] All = Get(typeof(T));
    }
}
