using System.Collections;
using System.Globalization;
using System.Reflection;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Model;
using PolicyKit.Providers;

namespace PolicyKit.Mutation.Tests;

/// <summary>One change: where (with <c>*</c> for indexes), what was done, and the changed value.</summary>
internal sealed record Mutant<T>(string Place, string Operation, T Changed)
{
    public string Kind => $"{Place}: {Operation}";
}

/// <summary>Every single change of a typed configuration, by reflection over its records: no provider is known here.</summary>
internal static class ConfigurationMutants
{
    public static IEnumerable<Mutant<ProviderConfiguration>> Of(ProviderConfiguration configuration) =>
        Changes(configuration, configuration.GetType(), string.Empty).Where(c => c.Value is not null && !c.Value.Equals(configuration)).Select(c => new Mutant<ProviderConfiguration>(c.Place, c.Operation, (ProviderConfiguration)c.Value!));

    private static IEnumerable<(string Place, string Operation, object? Value)> Changes(object? value, Type type, string place)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        if (value is null)
        {
            foreach (var change in FromNothing(bare, place))
            {
                yield return change;
            }

            yield break;
        }

        if (bare != type || IsOptional(value))
        {
            yield return (place, "removed", null);
        }

        switch (value)
        {
            case bool flag:
                yield return (place, "flipped", !flag);
                break;
            case int number:
                foreach (var (operation, changed) in Widening.Of(number))
                {
                    yield return (place, operation, (int)changed);
                }

                break;
            case long number:
                foreach (var (operation, changed) in Widening.Of(number))
                {
                    yield return (place, operation, changed);
                }

                break;
            case Limit limit:
                if (!limit.IsUnbounded)
                {
                    yield return (place, "unbounded", Limit.Unbounded);
                    yield return (place, "number + 1", new Limit(limit.Value + 1));
                }

                break;
            case PortRange range:
                yield return (place, "one more port above", new PortRange(range.First, Math.Min(65535, range.Last + 1)));
                yield return (place, "one more port below", new PortRange(Math.Max(0, range.First - 1), range.Last));
                break;
            case Enum member:
                foreach (var other in Enum.GetValues(bare).Cast<object>().Where(o => !o.Equals(member)))
                {
                    yield return (place, string.Create(CultureInfo.InvariantCulture, $"{other} instead of {member}"), other);
                }

                break;
            case string text:
                foreach (var (operation, changed) in Widening.Of(text))
                {
                    yield return (place, operation, changed);
                }

                break;
            case IEnumerable list:
                foreach (var change in OfList(list.Cast<object>().ToList(), bare, place))
                {
                    yield return change;
                }

                break;
            default:
                foreach (var property in Properties(bare))
                {
                    foreach (var (at, operation, changed) in Changes(property.GetValue(value), property.PropertyType, place.Length == 0 ? property.Name : $"{place}.{property.Name}"))
                    {
                        if (changed is null && !MayBeNull(property))
                        {
                            continue;
                        }

                        yield return (at, operation, With(value, property, changed));
                    }
                }

                break;
        }
    }

    private static IEnumerable<(string Place, string Operation, object? Value)> OfList(List<object> items, Type type, string place)
    {
        var element = type.GetGenericArguments().FirstOrDefault() ?? throw new NotSupportedException($"{place}: no way to change a {type.Name}.");
        if (items.Count > 1)
        {
            yield return (place, "emptied", List(type, element, []));
            yield return (place, "reversed", List(type, element, Enumerable.Reverse(items)));
        }

        for (var i = 0; i < items.Count; i++)
        {
            yield return ($"{place}[*]", "dropped", List(type, element, items.Where((_, at) => at != i)));
            foreach (var (at, operation, changed) in Changes(items[i], element, $"{place}[*]"))
            {
                if (changed is not null)
                {
                    yield return (at, operation, List(type, element, items.Select((item, index) => index == i ? changed : item)));
                    if (!operation.StartsWith("added", StringComparison.Ordinal) && !changed.Equals(items[i]))
                    {
                        yield return (at, "added: " + operation, List(type, element, items.Append(changed)));
                    }
                }
            }
        }

        if (items.Count == 0 && Sample(element) is { } sample)
        {
            yield return ($"{place}[*]", "added", List(type, element, [sample]));
        }
    }

    private static IEnumerable<(string Place, string Operation, object? Value)> FromNothing(Type type, string place) =>
        Sample(type) is { } sample ? [(place, "added", sample)] : [];

    // Something where there was nothing, in the strongest form that a type has.
    private static object? Sample(Type type)
    {
        if (type == typeof(string))
        {
            return "added";
        }

        if (type == typeof(bool) || type == typeof(int) || type == typeof(long))
        {
            return Convert.ChangeType(1, type, CultureInfo.InvariantCulture);
        }

        if (type.IsEnum)
        {
            return Enum.GetValues(type).Cast<object>().Last();
        }

        if (type == typeof(Limit))
        {
            return Limit.Unbounded;
        }

        if (type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type))
        {
            return Activator.CreateInstance(type);
        }

        // A record: its widest constructor with samples, or its properties set one by one.
        var constructor = type.GetConstructors().Where(c => c.GetParameters().All(p => p.ParameterType != type)).OrderByDescending(c => c.GetParameters().Length).FirstOrDefault();
        if (constructor is null || type.IsAbstract)
        {
            return null;
        }

        var value = constructor.Invoke(constructor.GetParameters().Select(p => Sample(Nullable.GetUnderlyingType(p.ParameterType) ?? p.ParameterType)).ToArray());
        foreach (var property in Properties(type).Where(p => p.GetValue(value) is null && !MayBeNull(p)))
        {
            property.SetValue(value, Sample(property.PropertyType));
        }

        return value;
    }

    private static IEnumerable<PropertyInfo> Properties(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite && p.GetIndexParameters().Length == 0);

    private static object With(object record, PropertyInfo property, object? value)
    {
        var copy = record.GetType().GetMethod("<Clone>$")?.Invoke(record, null) ?? record;
        property.SetValue(copy, value);
        return copy;
    }

    // Removal is yielded for every reference; where the property is not nullable it is left out again.
    private static bool IsOptional(object value) => !value.GetType().IsValueType;

    private static bool MayBeNull(PropertyInfo property) => property.PropertyType.IsValueType
        ? Nullable.GetUnderlyingType(property.PropertyType) is not null
        : new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable;

    private static object List(Type type, Type element, IEnumerable<object> items)
    {
        var typed = (IEnumerable)typeof(Enumerable).GetMethod(nameof(Enumerable.Cast))!.MakeGenericMethod(element).Invoke(null, [items])!;
        return typeof(EquatableArray).GetMethod(nameof(EquatableArray.ToEquatableArray))!.MakeGenericMethod(element).Invoke(null, [typed]) is { } list && type.IsInstanceOfType(list)
            ? list
            : throw new NotSupportedException($"A list of another kind: {type.Name}.");
    }
}
