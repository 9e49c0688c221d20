from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('community', '0007_more_parts'),
    ]

    operations = [
        migrations.AddField(
            model_name='review',
            name='role',
            field=models.JSONField(default=dict, help_text='What an answer would say of its author’s job, as its columns.'),
        ),
        migrations.AlterField(
            model_name='notification',
            name='kind',
            field=models.CharField(choices=[('answer', 'New answer'), ('comment', 'New comment'), ('mention', 'You were mentioned'), ('accepted', 'Your answer was accepted'), ('helpful', 'Your post was found helpful'), ('question', 'New question about a career you follow'), ('verification', 'Your application was decided'), ('quoted', 'Your answer is quoted on a career page'), ('approved', 'Your post is before readers'), ('rejected', 'Your post was sent back'), ('hidden', 'Your post was hidden'), ('restored', 'Your post is shown again'), ('upheld', 'Your post stays as it is'), ('change_taken', 'Your change is before readers'), ('change_refused', 'Your change was not taken'), ('sanction', 'You may not write for a while')], max_length=15),
        ),
        migrations.AlterField(
            model_name='post',
            name='html_version',
            field=models.PositiveSmallIntegerField(default=2, editable=False),
        ),
    ]
