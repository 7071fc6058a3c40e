using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PolicyKit.Core.Secrets;

namespace PolicyKit.Analyzers;

/// <summary>
/// The text that an expression makes, as far as the source tells: literals, constants, interpolation, <c>+</c>, <c>string.Concat</c>, arrays of characters and bytes, and what a few
/// methods of the platform make of them. What is not known is a <see cref="SecretScanner.Hole"/>.
/// </summary>
internal sealed class FoldedText
{
    /// <summary>Shorter texts hold no secret.</summary>
    public const int Shortest = 8;

    private const int Longest = 4_000_000;
    private const int Deepest = 24;

    private static readonly char[] Structure = { '=', '@', '"', '\n' };

    private readonly SemanticModel _model;
    private readonly CancellationToken _cancellation;
    private readonly StringBuilder _text = new();
    private readonly List<(int Start, int End)> _elsewhere = new();
    private bool _namesMatter = true;
    private int _names;
    private int _depth;

    private FoldedText(SemanticModel model, CancellationToken cancellation)
    {
        _model = model;
        _cancellation = cancellation;
    }

    /// <summary>The text.</summary>
    public string Text { get; private set; } = string.Empty;

    /// <summary><c>literal</c> or <c>folded</c>.</summary>
    public string Form { get; private set; } = "folded";

    /// <summary>The text of an expression, or null where a larger expression holds it or where it makes none.</summary>
    public static FoldedText? Of(SyntaxNode node, SemanticModel model, CancellationToken cancellation)
    {
        if (node is LiteralExpressionSyntax { Token.ValueText: var value })
        {
            return value.Length >= Shortest && FoldShape.Holder(node) is null ? new FoldedText(model, cancellation) { Text = value, Form = "literal" } : null;
        }

        if (FoldShape.Holder(node) is not null || !FoldShape.IsFold(node, model, cancellation))
        {
            return null;
        }

        // Looking names up is what costs; a sentence with holes in it is a message, whatever stands in the holes.
        var folded = new FoldedText(model, cancellation) { _namesMatter = false };
        folded.Append(node);
        if (folded._names > 0 && !IsMessage(folded._text))
        {
            folded = new FoldedText(model, cancellation);
            folded.Append(node);
        }

        folded.Text = folded._text.ToString();
        return folded;
    }

    /// <summary>Whether a span came whole from a constant or variable of this compilation, where it is reported already.</summary>
    public bool IsReportedElsewhere(int start, int length) => _elsewhere.Any(p => p.Start <= start && start + length <= p.End);

    private void Append(SyntaxNode node)
    {
        if (_depth >= Deepest || _text.Length >= Longest)
        {
            _text.Append(SecretScanner.Hole);
            return;
        }

        _depth++;
        switch (node)
        {
            case LiteralExpressionSyntax literal:
                Literal(literal);
                break;
            case ParenthesizedExpressionSyntax p:
                Append(p.Expression);
                break;
            case PostfixUnaryExpressionSyntax p:
                Append(p.Operand);
                break;
            case CheckedExpressionSyntax c:
                Append(c.Expression);
                break;
            case CastExpressionSyntax cast:
                Cast(cast);
                break;
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum:
                Sum(sum);
                break;
            case AssignmentExpressionSyntax grown:
                foreach (var part in FoldShape.Appended(grown) ?? System.Array.Empty<ExpressionSyntax>())
                {
                    AppendReported(part);
                }

                break;
            case InterpolatedStringExpressionSyntax text:
                Interpolated(text);
                break;
            case InvocationExpressionSyntax call when FoldShape.IsTextMethod(call):
                Call(call);
                break;
            case ObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: > 0 } arguments } creation when FoldShape.IsType(creation.Type, "string", "String", "StringBuilder"):
                Append(arguments[0].Expression);
                break;
            case ObjectCreationExpressionSyntax creation when FoldShape.IsType(creation.Type, "StringBuilder"):
                break;
            case IdentifierNameSyntax or MemberAccessExpressionSyntax:
                Name((ExpressionSyntax)node);
                break;
            default:
                Array(node);
                break;
        }

        _depth--;
    }

    // The parts of a growing variable are texts of their own as well.
    private void AppendReported(ExpressionSyntax part)
    {
        var start = _text.Length;
        Append(part);
        _elsewhere.Add((start, _text.Length));
    }

    private void Literal(LiteralExpressionSyntax literal)
    {
        if (literal.IsKind(SyntaxKind.NumericLiteralExpression) || literal.IsKind(SyntaxKind.StringLiteralExpression) || literal.IsKind(SyntaxKind.Utf8StringLiteralExpression) || literal.IsKind(SyntaxKind.CharacterLiteralExpression))
        {
            _text.Append(literal.Token.ValueText);
        }
        else if (!literal.IsKind(SyntaxKind.NullLiteralExpression))
        {
            _text.Append(SecretScanner.Hole);
        }
    }

    private void Cast(CastExpressionSyntax cast)
    {
        if (FoldShape.IsType(cast.Type, "char", "byte"))
        {
            Element(cast);
        }
        else
        {
            Append(cast.Expression);
        }
    }

    // A long sum leans to the left; it is unrolled, not recursed into.
    private void Sum(BinaryExpressionSyntax sum)
    {
        var terms = new Stack<ExpressionSyntax>();
        ExpressionSyntax at = sum;
        while (at is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } inner)
        {
            terms.Push(inner.Right);
            at = inner.Left;
        }

        Append(at);
        while (terms.Count > 0)
        {
            Append(terms.Pop());
        }
    }

    private void Interpolated(InterpolatedStringExpressionSyntax text)
    {
        foreach (var content in text.Contents)
        {
            if (content is InterpolatedStringTextSyntax plain)
            {
                _text.Append(plain.TextToken.ValueText);
            }
            else if (content is InterpolationSyntax hole)
            {
                Append(hole.Expression);
            }
        }
    }

    private void Call(InvocationExpressionSyntax call)
    {
        var arguments = call.ArgumentList.Arguments;
        var receiver = (call.Expression as MemberAccessExpressionSyntax)?.Expression;
        switch (FoldShape.MethodName(call))
        {
            case "Concat":
                Join(arguments.Select(a => a.Expression), string.Empty);
                break;
            case "Join" when arguments.Count > 0:
                Join(arguments.Skip(1).Select(a => a.Expression), Separately(arguments[0].Expression));
                break;
            case "Format" when arguments.Count > 0:
                Format(arguments);
                break;
            case "FromBase64String" when arguments.Count == 1:
                _text.Append(Separately(arguments[0].Expression) is var encoded && Encodings.Base64(encoded) is { } decoded ? decoded : encoded);
                break;
            case "FromHexString" when arguments.Count == 1:
                _text.Append(Separately(arguments[0].Expression) is var digits && digits.All(IsHexDigit) && Encodings.Hex(digits) is { } plain ? plain : digits);
                break;
            case "GetString" or "GetBytes" or "Intern" when arguments.Count > 0:
                Append(arguments[0].Expression);
                break;
            case "Append" or "AppendLine":
                Append(receiver!);
                foreach (var argument in arguments.Take(1))
                {
                    Append(argument.Expression);
                }

                _text.Append(FoldShape.MethodName(call) == "AppendLine" ? "\n" : string.Empty);
                break;
            case "Replace" when arguments.Count >= 2 && Separately(arguments[0].Expression) is { Length: > 0 } old:
                _text.Append(Separately(receiver!).Replace(old, Separately(arguments[1].Expression)));
                break;
            case "Trim" or "TrimStart" or "TrimEnd":
                _text.Append(Separately(receiver!).Trim());
                break;
            default:
                Append(receiver!);
                break;
        }
    }

    private void Join(IEnumerable<ExpressionSyntax> parts, string separator)
    {
        var first = true;
        foreach (var part in parts.SelectMany(p => FoldShape.Elements(p) ?? new[] { p }))
        {
            _text.Append(first ? string.Empty : separator);
            first = false;
            Append(part);
        }
    }

    private void Format(SeparatedSyntaxList<ArgumentSyntax> arguments)
    {
        var text = Separately(arguments[0].Expression);
        for (var i = 1; i < arguments.Count && i <= 16; i++)
        {
            text = text.Replace("{" + (i - 1).ToString(CultureInfo.InvariantCulture) + "}", Separately(arguments[i].Expression));
        }

        _text.Append(text);
    }

    // Constants are known everywhere; what a read-only field or a local starts with is known where its declaration stands in the same file or is a plain literal.
    private void Name(ExpressionSyntax name)
    {
        _names++;
        if (!_namesMatter)
        {
            _text.Append(SecretScanner.Hole);
            return;
        }

        var start = _text.Length;
        var symbol = _model.GetSymbolInfo(name, _cancellation).Symbol;
        switch (symbol)
        {
            case IFieldSymbol { HasConstantValue: true } field:
                Value(field.ConstantValue);
                break;
            case ILocalSymbol { HasConstantValue: true } local:
                Value(local.ConstantValue);
                break;
            case IFieldSymbol { IsReadOnly: true } or ILocalSymbol or IPropertySymbol { SetMethod: null } when Initializer(symbol) is { } initializer:
                Append(initializer);
                break;
            default:
                _text.Append(SecretScanner.Hole);
                return;
        }

        if (!symbol!.DeclaringSyntaxReferences.IsEmpty)
        {
            _elsewhere.Add((start, _text.Length));
        }
    }

    private ExpressionSyntax? Initializer(ISymbol symbol)
    {
        var value = symbol.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(_cancellation) switch
        {
            VariableDeclaratorSyntax v => v.Initializer?.Value,
            PropertyDeclarationSyntax p => p.ExpressionBody?.Expression ?? p.Initializer?.Value,
            _ => null,
        };
        return value is null || value.SyntaxTree == _model.SyntaxTree || value is LiteralExpressionSyntax ? value : null;
    }

    private void Value(object? value) => _text.Append(value switch
    {
        string s => s,
        char c => c.ToString(),
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => SecretScanner.Hole.ToString(),
    });

    private void Array(SyntaxNode node)
    {
        if (FoldShape.Elements(node) is not { } elements)
        {
            _text.Append(SecretScanner.Hole);
            return;
        }

        foreach (var element in elements)
        {
            Element(element);
        }
    }

    // A number in an array is a character's code.
    private void Element(ExpressionSyntax element)
    {
        while (element is CastExpressionSyntax or ParenthesizedExpressionSyntax)
        {
            element = element is CastExpressionSyntax c ? c.Expression : ((ParenthesizedExpressionSyntax)element).Expression;
        }

        if (element is LiteralExpressionSyntax { Token.Value: var value } literal && !literal.IsKind(SyntaxKind.StringLiteralExpression))
        {
            var code = value switch { char c => c, int i => i, uint u => (int)Math.Min(u, int.MaxValue), _ => -1 };
            _text.Append(code is >= 0 and < char.MaxValue ? (char)code : SecretScanner.Hole);
        }
        else
        {
            Append(element);
        }
    }

    private string Separately(SyntaxNode node)
    {
        var start = _text.Length;
        Append(node);
        var text = _text.ToString(start, _text.Length - start);
        _text.Length = start;
        return text;
    }

    private static bool IsMessage(StringBuilder text)
    {
        var plain = text.ToString();
        return plain.IndexOf(' ') >= 0 && plain.IndexOfAny(Structure) < 0 && !plain.Contains("earer ") && !plain.Contains("asic ");
    }

    private static bool IsHexDigit(char c) => c is (>= '0' and <= '9') or (>= 'a' and <= 'f') or (>= 'A' and <= 'F');
}
