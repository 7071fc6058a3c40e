namespace PolicyKit.Core.Secrets;

/// <summary>Aho–Corasick over the triggers of all formats: one pass, one table look-up for each character, whatever the number of formats.</summary>
internal sealed class TriggerAutomaton
{
    private const int Alphabet = 128;

    private readonly short[] _next;
    private readonly int[][] _outputs;
    private readonly string[] _triggers;

    public TriggerAutomaton(string[] triggers)
    {
        _triggers = triggers;
        var children = new List<Dictionary<char, int>> { new() };
        var outputs = new List<List<int>> { new() };
        for (var t = 0; t < triggers.Length; t++)
        {
            var node = 0;
            foreach (var c in triggers[t])
            {
                if (!children[node].TryGetValue(c, out var child))
                {
                    child = children.Count;
                    children[node][c] = child;
                    children.Add(new());
                    outputs.Add(new());
                }

                node = child;
            }

            outputs[node].Add(t);
        }

        _next = new short[children.Count * Alphabet];
        var fail = new int[children.Count];
        var queue = new Queue<int>();
        queue.Enqueue(0);
        while (queue.Count > 0)
        {
            var node = queue.Dequeue();
            outputs[node].AddRange(node == 0 ? Enumerable.Empty<int>() : outputs[fail[node]]);
            for (var c = 0; c < Alphabet; c++)
            {
                var inherited = node == 0 ? 0 : _next[(fail[node] * Alphabet) + c];
                if (children[node].TryGetValue((char)c, out var child))
                {
                    fail[child] = node == 0 ? 0 : inherited;
                    _next[(node * Alphabet) + c] = (short)child;
                    queue.Enqueue(child);
                }
                else
                {
                    _next[(node * Alphabet) + c] = (short)inherited;
                }
            }
        }

        _outputs = outputs.Select(o => o.ToArray()).ToArray();
    }

    /// <summary>Every occurrence of every trigger: number of the trigger and index of its first character, in the order of their ends.</summary>
    public IEnumerable<(int Trigger, int At)> Find(string text)
    {
        var state = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            state = c < Alphabet ? _next[(state * Alphabet) + c] : 0;
            foreach (var trigger in _outputs[state])
            {
                yield return (trigger, i - _triggers[trigger].Length + 1);
            }
        }
    }
}
