using System.Reflection;
using System.Text.Json.Serialization;

namespace Unseen;

/// <summary>Names of enum values as the field and the command line write them, such as <c>plug-in</c>.</summary>
public static class Names
{
    /// <summary>All names of an enum, in the order of its values.</summary>
    /// <typeparam name="T">the enum</typeparam>
    public static IReadOnlyList<string> Of<T>()
        where T : struct, Enum => Known<T>.All;

    /// <summary>The name of one value.</summary>
    /// <typeparam name="T">the enum</typeparam>
    /// <param name="value">a member of the enum</param>
    /// <exception cref="IndexOutOfRangeException">The value is not a member of the enum.</exception>
    public static string Of<T>(T value)
        where T : struct, Enum => Known<T>.All[Array.IndexOf(Known<T>.Values, value)];

    /// <summary>The value of a name, or null if there is none.</summary>
    /// <typeparam name="T">the enum</typeparam>
    /// <param name="name">one of <see cref="Of{T}()"/></param>
    public static T? Find<T>(string name)
        where T : struct, Enum => Array.IndexOf(Known<T>.All, name) is >= 0 and var index ? Known<T>.Values[index]
            : null;

    /// <summary>All names of an enum's type, in order.</summary>
    internal static string[] Of(Type type) => Array.ConvertAll(Enum.GetNames(type), name => NameOf(type, name));

    /// <summary>The name of one value of any enum.</summary>
    internal static string Of(Enum value) => NameOf(value.GetType(), value.ToString());

    /// <summary>The value of a name of an enum's type, or null if there is none.</summary>
    internal static object? Find(Type type, string name) =>
        Array.IndexOf(Of(type), name) is >= 0 and var index ? Enum.GetValues(type).GetValue(index) : null;

    private static string NameOf(Type type, string member) =>
        type.GetField(member)!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name
            ?? member.ToLowerInvariant();

    private static class Known<T>
        where T : struct, Enum
    {
        public static readonly T[] Values = Enum.GetValues<T>();

        public static readonly string[] All = Of(typeof(T));
    }
}
