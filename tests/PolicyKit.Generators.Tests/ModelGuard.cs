using System.Reflection;
using Microsoft.CodeAnalysis;

namespace PolicyKit.Generators.Tests;

/// <summary>Walks what a step put out: nothing in it, down to private fields, may be, or be derived from, a type that keeps a compilation alive or changes with every edit.</summary>
internal static class ModelGuard
{
    private static readonly Type[] Forbidden = [typeof(ISymbol), typeof(SyntaxNode), typeof(SyntaxTree), typeof(Compilation), typeof(Location), typeof(AttributeData), typeof(SyntaxReference)];

    public static void Check(IEnumerable<object?> values)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (var value in values)
        {
            Visit(value, value?.GetType().Name ?? "null", seen);
        }
    }

    private static void Visit(object? value, string path, HashSet<object> seen)
    {
        if (value is null or string or MemberInfo or Assembly or Module or Pointer || value.GetType() is { IsPrimitive: true } or { IsEnum: true } || !seen.Add(value))
        {
            return;
        }

        var type = value.GetType();
        if (Forbidden.FirstOrDefault(f => f.IsAssignableFrom(type)) is { } forbidden)
        {
            throw new InvalidOperationException($"{path} is a {forbidden.Name}");
        }

        if (value is Array items)
        {
            foreach (var item in items)
            {
                Visit(item, path + "[]", seen);
            }
        }

        for (var level = type; level is not null && level != typeof(object); level = level.BaseType)
        {
            foreach (var field in level.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                Visit(field.GetValue(value), $"{path}.{field.Name}", seen);
            }
        }
    }
}
